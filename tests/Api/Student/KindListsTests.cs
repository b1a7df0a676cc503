using EksGrader.Api.Application.Access;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Api.Student;

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
        public Task<Seen<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
            where T : class, IKubernetesObject<T> => throw new ReadException(ReadFaults.NotRecorded(T.Type.ToString()));

        public Task<Seen<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Seen<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
