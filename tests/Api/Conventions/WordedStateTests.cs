using EksGrader.Api.Features.Attention;
using EksGrader.Api.Features.Regrading;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Submissions.Review;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Tests.Api.Conventions;

/// <summary>What pages word by a value has words for each: one that is missing would only be found by the person who sees it first.</summary>
public sealed class WordedStateTests
{
    public static TheoryData<string, string> Worded =>
    [
        .. Of<HistoryKind>("verdicts", "History_"),
        .. Of<GradingReason>("verdicts", "Reason_"),
        .. Of<LeaseState>("verdicts", "Lease_"),
        .. Of<AppealState>("verdicts", "Appeal_"),
        .. Of<AppealResolution>("verdicts", "Resolution_"),
        .. Of<FaultDomain>("attention", "Fault_"),
        .. Of<RegradePlanState>("regrading", "State_"),
        .. Of<RegradeFilter>("regrading", "Filter_"),
        .. Of<RegradeEffect>("regrading", "Effect_"),
        .. Of<RegradeSource>("regrading", "From"),
        .. Of<RegradePlanState>("refusals", "State_"),
    ];

    [Theory]
    [MemberData(nameof(Worded))]
    public void EveryValue_HasWords(string catalogue, string key) => Assert.NotEmpty((catalogue switch
    {
        "verdicts" => VerdictTexts.Catalog,
        "attention" => AttentionTexts.Catalog,
        "regrading" => RegradingPageTexts.Catalog,
        _ => RegradingTexts.Catalog,
    })[key].Ko);

    private static IEnumerable<TheoryDataRow<string, string>> Of<T>(string catalogue, string prefix)
        where T : struct, Enum =>
        Enum.GetNames<T>().Select(n => new TheoryDataRow<string, string>(catalogue, prefix + n));
}
