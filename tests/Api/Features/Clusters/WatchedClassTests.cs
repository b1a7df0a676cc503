using EksGrader.Tests.Support;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>A watched class (<see cref="WatchedClass"/>) in bad weather. Beside <see cref="KilledClassTests"/>, not after it: each takes minutes.</summary>
public sealed class WatchedClassTests
{
    /// <summary>
    /// AWS that fails, throttles, talks nonsense, hangs, denies, no longer takes the credentials; DNS that fails; looks that break: from
    /// before the deadline, for an hour or for a day. Every verdict is right or honestly unknown, and right once the sky is clear.
    /// </summary>
    [Fact]
    public Task BadWeather_CostsNoPoint() => WatchedClass.RunAsync("300 leases in every weather, seed 2: 0 wrong", "leases-weather", "--leases", "300", "--seed", "2");
}
