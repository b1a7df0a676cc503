using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>What is in the repository is what the checks that ship make.</summary>
public sealed class SchemaDocumentTests
{
    private static readonly IReadOnlyList<CheckInfo> Shipped = [.. Catalogue.Default.Checks.Select(c => c.Info)];

    [Fact]
    public async Task Schema_InDocs_IsUpToDate()
    {
        var path = Repository.PathOf("docs", "assignment.schema.json");
        var schema = AssignmentSchema.Write(Shipped);
        if (Environment.GetEnvironmentVariable("EKSGRADER_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, schema, TestContext.Current.CancellationToken);

        Assert.True(
            schema == await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken),
            "docs/assignment.schema.json is stale: run the unit tests with EKSGRADER_UPDATE_DOCS=1 and commit it.");
    }

    [Fact]
    public void ShippedAssignments_AreOfTheChecksThatShip()
    {
        Assert.Equal(100, ShippedAssignments.EksAssessment(Shipped).MaxScore);
        Assert.Equal(100, ShippedAssignments.EksExam(Shipped).MaxScore);
    }
}
