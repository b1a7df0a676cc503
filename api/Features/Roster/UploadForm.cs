using System.Globalization;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Roster;

/// <summary>What the forms of the upload page sent: the steps share their fields.</summary>
/// <param name="fields">The form.</param>
public sealed class UploadForm(IFormCollection fields)
{
    /// <summary>What the button under the preview says; every other way to send the form only shows what would change.</summary>
    public const string Confirmed = "apply";

    /// <summary>What the button says that shows the columns.</summary>
    public const string Columns = "columns";

    /// <summary>Whether what was previewed is to be done.</summary>
    public bool IsConfirmed => fields["Step"] == Confirmed;

    /// <summary>Whether the columns are to be shown, whatever was found.</summary>
    public bool ShowsColumns => fields["Show"] == Columns;

    /// <summary>Whether students that the file does not name stay.</summary>
    public RosterMode Mode => fields["Mode"] == nameof(RosterMode.Add) ? RosterMode.Add : RosterMode.Replace;

    /// <summary>How many leave, as a person entered it.</summary>
    public int? Number => Parse("Number");

    /// <summary>How the characters are to be read; null to guess.</summary>
    public TextEncoding? Encoding => Enum.TryParse<TextEncoding>(fields["Encoding"], out var encoding) && Enum.IsDefined(encoding) ? encoding : null;

    /// <summary>The line with the columns' names, 0 for none; null where nothing was said.</summary>
    public int? HeaderLine => Parse("HeaderLine");

    /// <summary>The text that was pasted.</summary>
    public string Pasted => ((string?)fields["Csv"] ?? "").TrimStart('\n', '\r');

    /// <summary>Which column is what; null where nothing was said.</summary>
    public ColumnMap? Map => HeaderLine is not { } line ? null : new ColumnMap(line)
    {
        StudentId = Parse("StudentId"),
        Name = Parse("Name"),
        FirstName = Parse("FirstName"),
        LastName = Parse("LastName"),
        Email = Parse("Email"),
        Section = Parse("Section"),
        Role = Parse("Role"),
        Domain = EnteredText.Key(fields["Domain"]) is { Length: > 0 and <= 253 } domain ? domain : null,
    };

    /// <summary>The file: chosen, kept from the step before, or pasted; empty for none.</summary>
    public async Task<ReadOnlyMemory<byte>> FileAsync(CancellationToken cancellationToken)
    {
        if (fields.Files["File"] is { Length: > 0 } file)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }

        return UploadedFile.Unpack(fields["Data"]) is { IsEmpty: false } kept ? kept : System.Text.Encoding.UTF8.GetBytes(Pasted);
    }

    private int? Parse(string field) =>
        int.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
