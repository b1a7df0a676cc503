using EksGrader.Api.Shared;
using EksGrader.Db.Gradebook;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>What the wall shows.</summary>
/// <param name="Gradebook">The gradebook.</param>
/// <param name="Summary">The class in figures.</param>
/// <param name="Clusters">How many clusters lived over the last day.</param>
/// <param name="Students">The lines of students where their numbers were asked for; null where not.</param>
public sealed record ProjectorModel(GradebookModel Gradebook, GradebookSummary Summary, IReadOnlyList<ClusterCount> Clusters, TableWindow<GradebookRow>? Students)
{
    // More than these are not read from a wall.
    private const int MostStudents = 300;

    /// <summary>Reads it.</summary>
    /// <param name="gradebooks">The gradebooks.</param>
    /// <param name="model">Which one.</param>
    /// <param name="ids">Whether student numbers were asked for.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    internal static async Task<ProjectorModel> ReadAsync(GradebookQueries gradebooks, GradebookModel model, bool ids, CancellationToken cancellationToken) => new(
        model,
        (await gradebooks.SummaryAsync(model.Gradebook, cancellationToken)).Summary,
        await gradebooks.ClustersAsync(model.Gradebook, cancellationToken),
        ids ? await gradebooks.ReadWindowAsync(model.Gradebook, GradebookFilter.None, new GradebookSort(), 0, MostStudents, cancellationToken) : null);
}
