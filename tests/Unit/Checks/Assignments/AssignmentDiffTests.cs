using EksGrader.Checks.Assignments;
using FsCheck.Fluent;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed class AssignmentDiffTests
{
    private static readonly Assignment Shipped = ShippedAssignments.EksAssessment(TestCatalogue.Checks);

    [Fact]
    public void Between_ChangedFields_NamesEachWithBothValues()
    {
        var after = Shipped with
        {
            Due = new LocalDateTime(2026, 12, 4, 18, 0),
            MaxAttempts = null,
            Deletion = Shipped.Deletion with { Minimum = Duration.FromHours(2) },
            Checks = [Shipped.Checks[0] with { Points = 25 }, .. Shipped.Checks.Skip(1).SkipLast(1)],
        };

        Assert.Equal(
            [
                new AssignmentChange("due", null, "2026-12-04T18:00"),
                new AssignmentChange("deletion.minimum", "1h", "2h"),
                new AssignmentChange("checks[nodes].points", "20", "25"),
                new AssignmentChange("checks[cluster-deletion]", "{ check: cluster-deletion, points: 20 }", null),
                new AssignmentChange("maxAttempts", "10", null),
            ],
            AssignmentDiff.Between(Shipped, after));
    }

    [Fact]
    public void Between_ChecksInAnotherOrder_SaysTheOrder()
    {
        var two = Shipped with { Checks = [.. Shipped.Checks.Take(2)] };

        Assert.Equal(
            [new AssignmentChange("checks", "[nodes, replicas]", "[replicas, nodes]")],
            AssignmentDiff.Between(two, two with { Checks = [.. two.Checks.Reverse()] }));
    }

    [Fact]
    public void Between_AnyTwo_IsEmptyOnlyWhereTheyAreEqual() =>
        Property.Holds(Gen.Zip(AssignmentGenerators.Assignments, AssignmentGenerators.Assignments), x =>
        {
            Assert.Empty(AssignmentDiff.Between(x.Item1, x.Item1));
            Assert.Equal(AssignmentComparer.Instance.Equals(x.Item1, x.Item2), AssignmentDiff.Between(x.Item1, x.Item2).Count == 0);
        });
}
