using EksGrader.Tests.Support;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>A watched class (<see cref="WatchedClass"/>) whose service dies.</summary>
public sealed class KilledClassTests
{
    /// <summary>Killed (SIGKILL) again and again: no probe lost or late, no reminder twice, and every verdict, score and state as in the run that no one killed.</summary>
    [Fact]
    public Task Killed_ComesToTheSame() => WatchedClass.RunAsync("150 leases, 6 kills", "leases-killed", "--leases", "150", "--kills", "6");
}
