using EksGrader.Checks.Assignments;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed class ShippedAssignmentsTests
{
    [Fact]
    public void EksAssessment_IsFiveChecksOf20PointsWithoutDates()
    {
        var assignment = ShippedAssignments.EksAssessment(TestCatalogue.Checks);

        Assert.Equal(
            [("nodes", 20m), ("replicas", 20m), ("load-balancer", 20m), ("container-insights", 20m), ("cluster-deletion", 20m)],
            assignment.Checks.Select(c => (c.Check.Value, c.Points)));
        Assert.Null(assignment.Due ?? assignment.ClosesAt);
    }

    [Fact]
    public void EksExam_IsFourChecksOf25PointsWithoutDates()
    {
        var assignment = ShippedAssignments.EksExam(TestCatalogue.Checks);

        Assert.Equal(
            [("nodes", 25m), ("replicas", 25m), ("load-balancer", 25m), ("cluster-deletion", 25m)],
            assignment.Checks.Select(c => (c.Check.Value, c.Points)));
        Assert.Null(assignment.Due ?? assignment.ClosesAt);
    }
}
