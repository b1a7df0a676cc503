using System.Buffers.Binary;
using System.Security.Cryptography;
using EksGrader.Checks.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using MimeKit;

namespace EksGrader.Api.Host;

/// <summary>The section <c>School</c> of the configuration: whose service it is.</summary>
internal sealed class SchoolOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "School";

    /// <summary>The name in the header of pages and, where <c>Mail:From</c> has none, of e-mails; empty for none.</summary>
    public string Name { get; set; } = "";

    /// <summary>The file of the logo, a PNG; empty for none.</summary>
    public string Logo { get; set; } = "";
}

/// <summary>What is wrong with the school's name or logo. What is wrong is left out, and the checklist of the setup says so.</summary>
internal enum SchoolFault
{
    /// <summary>The name is too long, or has line breaks.</summary>
    Name,

    /// <summary>The file cannot be read.</summary>
    Unreadable,

    /// <summary>The file is too large.</summary>
    TooLarge,

    /// <summary>The file is no PNG. SVG is refused: it can hold scripts, and what is served here is trusted by pages.</summary>
    NotPng,

    /// <summary>The picture has no fit size.</summary>
    Size,
}

/// <summary>The name and logo of the school, read once.</summary>
internal sealed partial class School
{
    /// <summary>How long the name may be, in characters.</summary>
    public const int LongestName = 60;

    /// <summary>How large the logo's file may be, in bytes.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <summary>How wide and high the logo may be, in pixels.</summary>
    public const int MaximumPixels = 2000;

    private static readonly byte[] PngBegin = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly byte[]? logo;

    public School(IOptions<SchoolOptions> options, ILogger<School> logger)
    {
        var faults = new List<SchoolFault>();
        var name = EnteredText.Line(options.Value.Name);
        if (name.Length > LongestName || EnteredText.HasBreaks(name))
            faults.Add(SchoolFault.Name);
        else if (name.Length > 0)
            Name = name;
        if (options.Value.Logo is { Length: > 0 } file)
        {
            if (Read(file, out logo) is { } fault)
                faults.Add(fault);
            else
                LogoAddress = $"/school/logo?v={Convert.ToHexStringLower(SHA256.HashData(logo ?? []))[..12]}";
        }

        Faults = faults;
        foreach (var fault in faults)
            Log.Left(logger, fault);
    }

    /// <summary>The name; null for none.</summary>
    public string? Name { get; }

    /// <summary>Where pages find the logo; null for none.</summary>
    public string? LogoAddress { get; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<SchoolFault> Faults { get; }

    /// <summary>A sender with the school's name, where it has none of its own.</summary>
    public string NamedSender(string from) =>
        Name is not null && MailboxAddress.TryParse(from, out var sender) && string.IsNullOrEmpty(sender.Name) ? new MailboxAddress(Name, sender.Address).ToString() : from;

    /// <summary>Serves the logo, to everyone: the page of signing in shows it.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/school/logo", static IResult (School school, HttpResponse response) =>
        {
            if (school.logo is not { } bytes)
                return TypedResults.NotFound();
            response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable";
            return TypedResults.Bytes(bytes, "image/png");
        }).ExcludeFromDescription();

        // Browsers ask for it where no page names an icon.
        app.MapGet("/favicon.ico", static (PageFiles files) => TypedResults.Redirect(files["favicon.ico"])).ExcludeFromDescription();
    }

    private static SchoolFault? Read(string file, out byte[]? read)
    {
        read = null;
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > MaximumBytes)
                return SchoolFault.TooLarge;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);

            // The header comes first: its length, its name, width and height (PNG, 11.2.1 "IHDR").
            if (bytes.Length < 33 || !bytes.AsSpan().StartsWith(PngBegin) || !bytes.AsSpan(12, 4).SequenceEqual("IHDR"u8))
                return SchoolFault.NotPng;
            var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20)));
            if (width is 0 or > MaximumPixels || height is 0 or > MaximumPixels)
                return SchoolFault.Size;
            read = bytes;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return SchoolFault.Unreadable; // the checklist says so
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "School:Name or School:Logo is set wrongly and left out: {Fault}. 'doctor' tells what to do")]
        public static partial void Left(ILogger logger, SchoolFault fault);
    }
}
