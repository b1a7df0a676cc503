using EksGrader.Api.Features.Attention;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Api.Features.Attention;

public sealed class AttentionCausesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly AttentionPlace Place = new() { Submission = Guid.NewGuid(), Number = "s-1", Name = "Kim", Assignment = "exam", Attempt = 1 };

    [Fact]
    public void ChecksThatOneCauseKeptFromBeingRead_AreOneRow()
    {
        var cause = Assert.Single(AttentionCauses.Of([Unknown("nodes", "grant access"), Unknown("replicas", "grant access") with { RetryAt = Noon.AddHours(1) }]));

        Assert.Equal(["nodes", "replicas"], cause.Checks.Select(c => c.Value));
        Assert.Equal(Noon.AddHours(1), cause.RetryAt);
    }

    [Fact]
    public void AnotherCause_OrAnotherStudent_IsARowOfItsOwn() => Assert.Equal(3, AttentionCauses.Of(
    [
        Unknown("nodes", "grant access"),
        Unknown("replicas", "open the port"),
        Unknown("nodes", "grant access") with { Place = Place with { Submission = Guid.NewGuid() } },
    ]).Count);

    [Fact]
    public void WithoutAdvice_WhatHappenedIsTheCause() => Assert.Equal(
        2, AttentionCauses.Of([Unknown("nodes", "") with { Summary = new LocalizedText("a", "가") }, Unknown("replicas", "")]).Count);

    [Fact]
    public void AppealsOfOneSubmission_AreOneRow()
    {
        var row = Assert.Single(AttentionCauses.Of([Appeal("nodes", Noon), Appeal("replicas", Noon.AddDays(1))]));

        Assert.Equal(["nodes", "replicas"], row.Verdicts.Select(v => v.Check.Value));
    }

    private static UnknownVerdict Unknown(string check, string help) =>
        new(Place, new CheckId(check), FaultDomain.Student, new LocalizedText(check, "나"), Noon, null) { Help = help };

    private static AppealedVerdict Appeal(string check, DateTimeOffset due) => new(Place, new CheckId(check), "It was ready.", Noon, due);
}
