using System.Text;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>The two ways of writing an assignment.</summary>
public enum AssignmentFormat
{
    /// <summary>YAML 1.2 without tags, anchors and aliases.</summary>
    Yaml,

    /// <summary>JSON (RFC 8259).</summary>
    Json,
}

/// <summary>
/// Reads assignments: whatever the text is, the answer is an assignment or everything that is wrong with it, each fault at its line
/// and field, in bounded time and memory. Never throws.
/// </summary>
/// <param name="catalogue">The checks that an assignment can name.</param>
public sealed class AssignmentReader(IEnumerable<CheckInfo> catalogue)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ObjectValue<Assignment> fields = AssignmentFields.Of([.. catalogue]);
    private readonly HashSet<CheckId> needAws = [.. catalogue.Where(c => c.NeedsAws).Select(c => c.Id)];

    /// <summary>The longest document that is read, in bytes of UTF-8: what a body may be limited to before it is read at all.</summary>
    public static int MaximumBytes => DocumentLimits.Bytes;

    /// <summary>Reads an assignment from a file's or a body's bytes (UTF-8, with or without a byte order mark).</summary>
    public ParseResult<Assignment> Read(ReadOnlySpan<byte> utf8, AssignmentFormat format = AssignmentFormat.Yaml)
    {
        if (utf8.Length > DocumentLimits.Bytes)
            return Refused("DocumentTooLong", DocumentLimits.Bytes / 1024);

        try
        {
            return ReadBounded(StrictUtf8.GetString(utf8), format);
        }
        catch (DecoderFallbackException)
        {
            return Refused("NotUnicode");
        }
    }

    /// <summary>Reads an assignment from a text.</summary>
    public ParseResult<Assignment> Read(string text, AssignmentFormat format = AssignmentFormat.Yaml)
    {
        if (text.Length > DocumentLimits.Bytes)
            return Refused("DocumentTooLong", DocumentLimits.Bytes / 1024);

        try
        {
            return StrictUtf8.GetByteCount(text) > DocumentLimits.Bytes
                ? Refused("DocumentTooLong", DocumentLimits.Bytes / 1024)
                : ReadBounded(text, format);
        }
        catch (EncoderFallbackException)
        {
            return Refused("NotUnicode");
        }
    }

    private static ParseResult<Assignment> Refused(string text, params object[] arguments) =>
        ParseResult.Refused<Assignment>([new ValidationError("", AssignmentTexts.Catalog[text, arguments])]);

    private ParseResult<Assignment> ReadBounded(string text, AssignmentFormat format)
    {
        var faults = new ValidationErrors();
        var body = text.StartsWith('\uFEFF') ? text[1..] : text;
        var root = format == AssignmentFormat.Json ? JsonTree.Read(body, faults) : YamlTree.Read(body, faults);
        if (root is not null && fields.TryRead(root, "", faults, out var assignment) && Agrees(assignment, (DocumentNode.Mapping)root, faults))
        {
            var access = assignment.Checks.Any(c => needAws.Contains(c.Check)) ? [.. assignment.Access.Where(k => k != AccessKind.Kubeconfig)] : assignment.Access;
            return assignment with { Access = access, Title = assignment.Title.En.Length > 0 ? assignment.Title : LocalizedText.Same(assignment.Slug) };
        }

        return ParseResult.Refused<Assignment>(faults.Faults);
    }

    /// <summary>Whether the fields, each right by itself, are right together.</summary>
    private bool Agrees(Assignment assignment, DocumentNode.Mapping root, ValidationErrors faults)
    {
        if (assignment.OpensAt >= assignment.Due)
            faults.Add("opensAt", root.Find("opensAt")?.Line ?? root.Line, "OpensAfterDue");
        else if (assignment.OpensAt >= assignment.ClosesAt)
            faults.Add("opensAt", root.Find("opensAt")?.Line ?? root.Line, "OpensAfterClosing");
        if (assignment.ClosesAt < assignment.Due)
            faults.Add("closesAt", root.Find("closesAt")?.Line ?? root.Line, "ClosesBeforeDue");
        if (assignment.Deletion.DeleteBy == DeleteBy.DueDay && assignment.Due is null)
            faults.Add("deletion.deleteBy", ((DocumentNode.Mapping?)root.Find("deletion")?.Value)?.Find("deleteBy")?.Line ?? root.Line, "DueDayWithoutDue");
        if (root.Find("access") is { } access && assignment.Access.Contains(AccessKind.Kubeconfig) && assignment.Checks.FirstOrDefault(c => needAws.Contains(c.Check)) is { } needing)
            faults.Add("access", access.Line, "AccessWithoutAws", needing.Check.Value);
        return faults.Count == 0;
    }
}
