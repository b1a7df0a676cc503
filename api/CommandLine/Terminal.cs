using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;

namespace EksGrader.Api.CommandLine;

/// <summary>Where a command writes: reports to standard output, progress and faults to standard error.</summary>
/// <param name="Output">Reports.</param>
/// <param name="Error">Progress and faults.</param>
/// <param name="IsLive">Whether standard error is a terminal, where a table can be redrawn.</param>
/// <param name="Culture">The language of sentences.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsLive, CultureInfo Culture)
{
    /// <summary>The exit code of a refused input; each fault stands on standard error, one a line.</summary>
    public const int Refused = 2;

    public static Terminal OfProcess(CultureInfo culture) => new(Console.Out, Console.Error, !Console.IsErrorRedirected, culture);

    /// <summary>Refuses the input: each fault on standard error, one a line.</summary>
    public int Refuse(IEnumerable<ValidationError> faults)
    {
        foreach (var fault in faults)
        {
            var place = fault.Line is { } line ? $"line {line.ToString(CultureInfo.InvariantCulture)}, {fault.Field}" : fault.Field;
            Error.WriteLine($"{place}: {fault.Message.In(Culture).ReplaceLineEndings(" ")}");
        }

        return Refused;
    }

    /// <summary>The exit code of a report: 0 where everything passed or is pending, else 1.</summary>
    public static int ExitCode(Report report) =>
        report.Checks.All(c => c.Verdict.Outcome is Outcome.Passed or Outcome.Pending) ? 0 : 1;
}

/// <summary>The sentences of the command line.</summary>
internal static class CommandTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(CommandTexts)));
}
