using EksGrader.Tests.Real;
using EksGrader.Tests.Real.Db;
using EksGrader.Tests.Real.Deletion;
using EksGrader.Tests.Real.Enforcement;
using EksGrader.Tests.Support;

[assembly: TestCollectionOrderer(typeof(RealOrder))]

namespace EksGrader.Tests.Real;

/// <summary>The order of this program's tests.</summary>
public sealed class RealOrder() : LongestFirst(typeof(PostgresServiceTests), typeof(PostgresJobsTests), typeof(EnforcementMotoTests), typeof(PostgresGradebookWindowTests), typeof(ProofTests));
