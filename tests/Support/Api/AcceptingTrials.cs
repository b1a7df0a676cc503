using EksGrader.Api.Features.Access;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;

namespace EksGrader.Tests.Support.Api;

/// <summary>Objects to nothing: the clusters of most tests are scripted, and there is nothing to connect to.</summary>
internal sealed class AcceptingTrials : IPageTrials
{
    public SubmissionTrial Of(SubmissionRequest request) => static (_, _, _, _) => Task.FromResult<Error?>(null);

    public SubmissionTrial Of(SubmissionRequest request, Action<AccessTestView> held) => Of(request);
}
