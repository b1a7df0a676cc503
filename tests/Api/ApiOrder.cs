using EksGrader.Tests.Api;
using EksGrader.Tests.Api.Features.Clusters;
using EksGrader.Tests.Api.Host;
using EksGrader.Tests.Support;

[assembly: TestCollectionOrderer(typeof(ApiOrder))]

namespace EksGrader.Tests.Api;

/// <summary>The order of this program's tests.</summary>
public sealed class ApiOrder() : LongestFirst(typeof(KilledClassTests), typeof(WatchedClassTests), typeof(KilledServiceTests));
