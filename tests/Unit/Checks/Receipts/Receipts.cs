using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Receipts;

namespace EksGrader.Tests.Unit.Checks.Receipts;

internal static class Receipts
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 3, 0, 0, TimeSpan.Zero);

    public static DeletionReceipt Sample { get; } = new()
    {
        Lease = Guid.Parse("01930000-0000-7000-8000-000000000001"),
        IssuedAt = Noon.AddHours(2),
        Course = "cloud",
        Assignment = "exam",
        Student = new ReceiptStudent("2026001", "김민준"),
        Cluster = new ReceiptCluster("arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-cluster", Noon.AddHours(-5), "eks-cluster", "ap-northeast-2", "host.eks", "uid", "ca"),
        Proof = ReceiptProof.Aws,
        SeenAliveAt = Noon,
        GoneAt = Noon.AddMinutes(50),
        StartedAt = Noon,
        Deadline = Noon.AddHours(12),
        EndedAt = Noon.AddMinutes(53),
        Settled = null,
        Verdicts = [new ReceiptVerdict(Guid.Parse("01930000-0000-7000-8000-000000000002"), 1, Outcome.Partial, 10, 20, new LocalizedText("gone", "사라짐"))],
        Leftovers = [new Leftover(LeftoverKind.NatGateway, "nat-0ab (available)", 0.059m, true)],
        Looks =
        [
            new ReceiptObservation(Noon, ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE", null, null),
            new ReceiptObservation(Noon.AddMinutes(30), ExistenceAnswer.NoProof, "sts:AssumeRole → AccessDenied", FaultDomain.Student, null),
            new ReceiptObservation(Noon.AddMinutes(50), ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException", null, [new Leftover(LeftoverKind.NatGateway, "nat-0ab (available)", 0.059m, true)]),
        ],
    };
}
