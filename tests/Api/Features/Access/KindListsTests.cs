using EksGrader.Api.Features.Access;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Api.Features.Access;

public sealed class KindListsTests
{
    [Fact]
    public async Task EveryKindThatTheInstructionsNeed_CanBeAskedFor_SoThatItsGrantCommandIsKnown()
    {
        var asked = new RefusingClient();
        foreach (var kind in AccessNeeds.Of(Catalogue.Default.Infos).Kinds)
            await Assert.ThrowsAsync<ReadException>(() => KindLists.AskAsync(asked, kind, TestContext.Current.CancellationToken));
    }

    private sealed class RefusingClient : IKubernetesClient
    {
        public Task<ReadResult<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<T> => throw new ReadException(ReadErrors.NotRecorded(T.Type.ToString()));

        public Task<ReadResult<ObjectList<T>>> FindAsync<T>(string inNamespace, string name, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<T> => throw new NotSupportedException();

        public Task<ReadResult<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReadResult<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
