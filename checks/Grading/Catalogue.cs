using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Alarms;
using EksGrader.Checks.Checks.ControlPlane;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Checks.Disruption;
using EksGrader.Checks.Checks.Endpoints;
using EksGrader.Checks.Checks.Fargate;
using EksGrader.Checks.Checks.GitOps;
using EksGrader.Checks.Checks.Images;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Checks.Logs;
using EksGrader.Checks.Checks.Namespaces;
using EksGrader.Checks.Checks.NodeGroups;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Rbac;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Checks.Secrets;
using EksGrader.Checks.Checks.Versions;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Grading;

/// <summary>The checks there are: one explicit list, extended by plug-ins.</summary>
public sealed class Catalogue
{
    private readonly Dictionary<CheckId, ICheck> byId = [];

    /// <summary>Makes a catalogue of some checks.</summary>
    /// <param name="checks">The checks, in the order in which people read them.</param>
    /// <exception cref="ArgumentException">Two checks have the same id.</exception>
    public Catalogue(IEnumerable<ICheck> checks)
    {
        Checks = [.. checks];
        foreach (var check in Checks)
        {
            if (!byId.TryAdd(check.Info.Id, check))
            {
                throw new ArgumentException($"Two checks are called '{check.Info.Id}'.", nameof(checks));
            }
        }
    }

    /// <summary>The checks that ship.</summary>
    public static Catalogue Default { get; } = new(
    [
        new NodesCheck(),
        new ReplicasCheck(),
        new LoadBalancerCheck(),
        new ContainerInsightsCheck(),
        new AlarmCheck(),
        new ControlPlaneLogsCheck(),
        new VersionsCheck(),
        new ImageScanCheck(),
        new RbacCheck(),
        new LogShippingCheck(),
        new GitOpsCheck(),
        new SealedSecretsCheck(),
        new NamespacesCheck(),
        new NodeGroupsCheck(),
        new DisruptionBudgetCheck(),
        new EndpointAccessCheck(),
        new FargateCheck(),
        new ClusterDeletionCheck(),
    ]);

    /// <summary>Every check, in the order in which people read them.</summary>
    public IReadOnlyList<ICheck> Checks { get; }

    /// <summary>What the checks say of themselves: what assignments are read and schemas made with.</summary>
    public IReadOnlyList<CheckInfo> Infos => [.. Checks.Select(c => c.Info)];

    /// <summary>What the checks of an assignment say of themselves, with the reads that its values need.</summary>
    public IEnumerable<CheckInfo> InfosOf(Assignment assignment) =>
        from assigned in assignment.Checks
        let info = Find(assigned.Check)?.Info
        where info is not null
        select info.With(assigned.Parameters);

    /// <summary>What students submit for the checks of an assignment, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, AskedText> AskedBy(Assignment assignment) => new Dictionary<string, AskedText>(
        from assigned in assignment.Checks
        let info = Find(assigned.Check)?.Info
        where info is not null
        from text in info.AskedTexts
        where info.ValueOf(text.AskedBy, assigned.Parameters) == "true"
        select KeyValuePair.Create(text.KeyOf(assigned.Check), text),
        StringComparer.Ordinal);

    /// <summary>The check of an id; null where there is none.</summary>
    public ICheck? Find(CheckId id) => byId.GetValueOrDefault(id);

    /// <summary>These checks and further ones: those of plug-ins.</summary>
    /// <exception cref="ArgumentException">Two checks have the same id.</exception>
    public Catalogue With(IEnumerable<ICheck> further) => new([.. Checks, .. further]);
}
