using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>The stored result of one check within a grading.</summary>
public sealed class GradedCheck(GradingId gradingId, CheckId check)
{
    /// <summary>The grading.</summary>
    public GradingId GradingId { get; private set; } = gradingId;

    /// <summary>The check.</summary>
    public CheckId Check { get; private set; } = check;

    /// <summary>Its place in the assignment, from 0.</summary>
    public int Order { get; private set; }

    /// <summary>What it came to.</summary>
    public Outcome Outcome { get; private set; }

    /// <summary>The share of the points, exact; null while unknown or pending.</summary>
    public decimal? Share { get; private set; }

    /// <summary>The points; null while unknown or pending.</summary>
    public decimal? Points { get; private set; }

    /// <summary>What it is worth.</summary>
    public decimal MaxPoints { get; private set; }

    /// <summary>Whose fault an unknown is.</summary>
    public FaultDomain? Fault { get; private set; }

    /// <summary>Whether another observation may find more.</summary>
    public bool MayStillComeTrue { get; private set; }

    /// <summary>What it rests on; null where the check has no second witness, or nothing was looked at.</summary>
    public Assurance? Assurance { get; private set; }

    /// <summary>Whether AWS said otherwise than the cluster: only AWS itself takes that back.</summary>
    public bool Contradicted { get; private set; }

    /// <summary>Whether AWS's word lowers it only because something has not come yet (<see cref="Verdict.AwaitsAws"/>).</summary>
    public bool AwaitsAws { get; private set; }

    /// <summary>The summary in both languages, as JSON (<see cref="VerdictJson"/>).</summary>
    public string Summary { get; private set; } = "";

    /// <summary>The feedback in both languages, as JSON.</summary>
    public string Feedback { get; private set; } = "";

    /// <summary>The facts that it follows from, in both languages, as JSON; read apart from the evidence where facts are counted.</summary>
    public string Facts { get; private set; } = "[]";

    /// <summary>What an instructor is asked, in both languages, and what each answer is worth, as JSON; null where nothing is.</summary>
    public string? Question { get; private set; }

    /// <summary>The evidence, as JSON. The heavy one: lists leave it out by projection.</summary>
    public string Evidence { get; private set; } = "";

    /// <summary>Whether it was looked at.</summary>
    public bool IsKnown => Outcome is not (Outcome.Unknown or Outcome.Pending);

    /// <summary>The result as checks know it.</summary>
    public CheckResult ToResult()
    {
        var verdict = Verdict.Restore(Outcome, Share, Fault, VerdictJson.ReadText(Summary)) with
        {
            MayStillComeTrue = MayStillComeTrue,
            Assurance = Assurance,
            Contradicted = Contradicted,
            AwaitsAws = AwaitsAws,
            Feedback = VerdictJson.ReadTexts(Feedback),
            Facts = VerdictJson.ReadFacts(Facts),
            Question = Question is { } question ? VerdictJson.ReadQuestion(question) : null,
            Evidence = VerdictJson.ReadEvidence(Evidence),
        };
        return new CheckResult(Check, MaxPoints, verdict);
    }

    internal void Become(CheckResult result, int order)
    {
        var verdict = result.Verdict;
        Order = order;
        Outcome = verdict.Outcome;
        Share = verdict.Share;
        Points = result.Points;
        MaxPoints = result.MaxPoints;
        Fault = verdict.Fault;
        MayStillComeTrue = verdict.MayStillComeTrue;
        Assurance = verdict.Assurance;
        Contradicted = verdict.Contradicted;
        AwaitsAws = verdict.AwaitsAws;
        Summary = VerdictJson.Write(verdict.Summary);
        Feedback = VerdictJson.Write(verdict.Feedback);
        Facts = VerdictJson.Write(verdict.Facts);
        Question = verdict.Question is { } question ? VerdictJson.Write(question) : null;
        Evidence = VerdictJson.Write(verdict.Evidence);
    }
}

internal sealed class GradedCheckTable : IEntityTypeConfiguration<GradedCheck>
{
    public void Configure(EntityTypeBuilder<GradedCheck> builder)
    {
        builder.HasKey(c => new { c.GradingId, c.Check });
        builder.Property(c => c.Share).HasConversion<ShareConverter>();

        // A gradebook asks of every student what each check came to: answered from here, without reading evidence.
        builder.HasIndex(c => new { c.GradingId, c.Check, c.Outcome, c.Points, c.MaxPoints }, "IX_GradedChecks_Figures");

        // The few that AWS contradicted: asked for whenever the same cluster is submitted again.
        builder.HasIndex(c => c.GradingId, "IX_GradedChecks_Contradicted").HasFilter("\"Contradicted\"");

        // The few that wait for a person, found without reading the many that do not: it holds what their query reads, or the planner of
        // SQLite takes the table's size for a reason to begin at the submissions.
        builder.HasIndex(c => new { c.GradingId, c.Check, c.Outcome }, "IX_GradedChecks_Unknown").HasFilter("\"Outcome\" = 'Unknown'");
    }
}
