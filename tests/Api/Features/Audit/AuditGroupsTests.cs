using EksGrader.Api.Features.Audit;

namespace EksGrader.Tests.Api.Features.Audit;

public sealed class AuditGroupsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void WhatWasDoneToManyAtOnce_IsOneRow()
    {
        var groups = AuditGroups.Of([Entry(3, "s-3"), Entry(2, "s-2"), Entry(1, "s-1")]);

        var group = Assert.Single(groups);
        Assert.True(group.IsMany);
        Assert.Equal(["s-3", "s-2", "s-1"], group.Entries.Select(e => e.Student));
    }

    [Fact]
    public void WhatIsInterleaved_IsOneRowAKind()
    {
        var groups = AuditGroups.Of([Entry(2, "s-2"), Entry(2, "s-2") with { What = "lease.moved" }, Entry(1, "s-1"), Entry(1, "s-1") with { What = "lease.moved" }]);

        Assert.Equal([("extension.given", 2), ("lease.moved", 2)], groups.Select(g => (g.First.What, g.Entries.Count)));
    }

    [Fact]
    public void WhatWasDoneLater_OrByAnother_OrForAnotherReason_IsARowOfItsOwn()
    {
        var groups = AuditGroups.Of([Entry(60, "s-1"), Entry(1, "s-2"), Entry(1, "s-3") with { By = "other" }, Entry(1, "s-4") with { Why = "another" }]);

        Assert.Equal(4, groups.Count);
        Assert.DoesNotContain(groups, g => g.IsMany);
    }

    [Fact]
    public void AChangeThatAllShare_IsSaidOnce()
    {
        Assert.True(Assert.Single(AuditGroups.Of([Entry(2, "s-2"), Entry(1, "s-1")])).HasOneChange);
        Assert.False(Assert.Single(AuditGroups.Of([Entry(2, "s-2"), Entry(1, "s-1") with { To = "5" }])).HasOneChange);
    }

    private static AuditEntryView Entry(int second, string student) => new()
    {
        Id = Guid.NewGuid(),
        At = Noon.AddSeconds(second),
        By = "kim@example.org",
        What = "extension.given",
        Subject = $"student {student}",
        Student = student,
        Why = "The network was down.",
    };
}
