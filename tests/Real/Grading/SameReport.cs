using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Real.Grading;

/// <summary>Holds a grading to its recording: stored, read again and judged again, it gives the very same report.</summary>
internal static class SameReport
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Asserts that the observations of one grading by the default assignment replay to the same report, every text and all evidence included.</summary>
    public static async Task AssertAsync(GradingStack grading, params Observation[] looks)
    {
        var live = new Settling(GradingStack.EksAssessment, grading.Get<GraderLimits>(), grading.Get<Grader>().IsLive);
        foreach (var look in looks)
        {
            live.Add(look);
        }

        var expected = live.ToReport(Verdict.Unknown(FaultDomain.Grader, LocalizedText.Same("no look judged it")));
        var replayed = await ReplayAsync(grading, GradingStack.EksAssessment, looks);
        Assert.Equal(Whole(expected), Whole(replayed));
    }

    /// <summary>Judges again what some observations have seen.</summary>
    public static async Task<Report> ReplayAsync(GradingStack grading, Assignment assignment, params Observation[] looks)
    {
        var recording = new Recording();
        foreach (var look in looks)
        {
            recording.Add(look.Record());
        }

        using var stored = new MemoryStream(RecordingFile.Pack(recording));
        return await grading.Get<Replayer>().ReplayAsync(await RecordingFile.UnpackAsync(stored, Token), assignment, Token);
    }

    private static string Whole(Report report) => JsonSerializer.Serialize(new { report.Checks, report.Flags, report.Score, report.MaxScore });
}
