using System.Globalization;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Demo;

/// <summary>The practice class as everyone may see it: its people are invented.</summary>
/// <param name="Rows">Its students by number, two hundred at most.</param>
/// <param name="IsWhole">Whether these are all.</param>
public sealed record DemoBoard(IReadOnlyList<GradebookRowView> Rows, bool IsWhole)
{
    /// <summary>How many have submitted.</summary>
    public int Submitted => Rows.Count(r => r.Attempts > 0);

    /// <summary>How many are graded.</summary>
    public int Graded => Rows.Count(r => r.Status == SubmissionStatus.Graded);

    /// <summary>How many are looked at now.</summary>
    public int UnderWay => Submitted - Graded;

    /// <summary>How many passed every check that is judged while the cluster lives.</summary>
    public int Perfect => Rows.Count(r => r.PassedLive);

    /// <summary>How many verdicts came to this.</summary>
    public int Count(Outcome outcome) => Rows.Sum(r => r.Checks.Count(c => c.Outcome == outcome));
}

/// <summary>Reads the demo's board.</summary>
internal sealed class DemoBoards(GradebookQueries gradebooks, DemoStage stage)
{
    private const int Most = 200;

    /// <summary>The board as it is now; null where there is no practice class.</summary>
    public async Task<DemoBoard?> ReadAsync(CultureInfo culture, CancellationToken cancellationToken)
    {
        var page = await gradebooks.ReadPageAsync(DemoSeed.Seeder, DemoSeed.Course, stage.Assignment, new PageQuery(After: null, Most), culture, cancellationToken);
        return page.IsSuccess ? new DemoBoard(page.Value.Items, page.Value.Next is null) : null;
    }
}
