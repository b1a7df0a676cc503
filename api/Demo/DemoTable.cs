using System.Globalization;
using EksGrader.Api.CommandLine;
using EksGrader.Api.Features.Submissions;
using EksGrader.Simulator;

namespace EksGrader.Api.Demo;

/// <summary>Grades as they arrive, a line a student, and what they come to together.</summary>
internal sealed class DemoTable(Terminal terminal)
{
    private readonly List<(PracticeCluster Cluster, SubmissionView Submission)> graded = [];
    private readonly Lock writing = new();

    /// <summary>Shows one grade.</summary>
    public void Show(PracticeCluster cluster, SubmissionView submission)
    {
        lock (writing)
        {
            if (graded.Count == 0)
            {
                terminal.Output.WriteLine($"{"student",-11}{"score",5}       {string.Join(", ", submission.Checks.Select(c => c.Check))}");
            }

            graded.Add((cluster, submission));
            terminal.Output.WriteLine(Line(cluster, submission));
        }
    }

    /// <summary>Shows what all came to.</summary>
    public void Summarize(TimeSpan took)
    {
        lock (writing)
        {
            terminal.Output.WriteLine();
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{graded.Count} gradings in {took.TotalSeconds:0} s, the class's settling included."));
            foreach (var check in graded.SelectMany(g => g.Submission.Checks).GroupBy(c => c.Check, StringComparer.Ordinal))
            {
                var counts = check.GroupBy(c => c.Outcome).OrderBy(o => o.Key).Select(o => $"{TextReport.Icon(o.Key)} {o.Count()} {TextReport.Word(o.Key)}");
                terminal.Output.WriteLine($"  {check.Key,-20}{string.Join("   ", counts)}");
            }

            var scores = graded.Select(g => g.Submission.Score ?? 0).Order().ToList();
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  scores from {scores[0]:0.##} to {scores[^1]:0.##}, median {scores[scores.Count / 2]:0.##} of {graded[0].Submission.MaxScore:0.##}"));
            terminal.Output.WriteLine();
        }
    }

    private static string Line(PracticeCluster cluster, SubmissionView submission)
    {
        var icons = string.Join(' ', submission.Checks.Select(c => TextReport.Icon(c.Outcome)));
        return $"{cluster.Student.Id,-11}{ReportFormats.Points(submission.Score),5} / {ReportFormats.Points(submission.MaxScore),-4}{icons}   {cluster.Story}";
    }
}
