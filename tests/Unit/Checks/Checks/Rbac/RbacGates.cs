using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Rbac;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;
using static EksGrader.Tests.Unit.Gates.FreshRbac;

namespace EksGrader.Tests.Unit.Checks.Checks.Rbac;

/// <summary>The gates of <c>rbac</c>.</summary>
public sealed class RbacGates : CheckGates
{
    private const string ByEntry = "access entry";
    private const string ByMap = "aws-auth";
    private const string ByPolicy = "access policy";
    private const string Named = $"{ByEntry}, the principal that was submitted";

    private static readonly string[] Look = ["get", "list", "watch"];

    internal override ICheck Check { get; } = new RbacCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(ByEntry, "a group bound to view", () => Viewers(Cluster(Viewer("viewers"))).With(Local("more", "missing", "Role")))
        {
            Deciding = gate => gate
                .Decides(c => c.ForAws(a => a.Has<AwsAccessEntry>()), [.. AwsActions.AccessEntries])
                .Decides(c => c.ForAws(a => a.Cluster = k => k with { AuthenticationMode = "CONFIG_MAP" }), AwsActions.DescribeCluster)
                .Decides<ClusterRole>(c => c.Remove<ClusterRole>()).Decides<ClusterRoleBinding>(c => c.Remove<ClusterRoleBinding>())
                .Decides<RoleBinding>(c => c.With(Local("editors", "edit")))
                .Decides<Role>(c => c.With(new Role { Metadata = Make.Meta("missing"), Rules = [Rule(["delete"], [""], ["pods"])] }))
                .Decides<ConfigMap>(c => c.Change<AwsAuth>(_ => Map([.. new[] { "a", "b", "c" }.Select(n => new AwsAuthRow(FreshAccount.Principal($"user/{n}"), n) { Groups = ["system:masters"] })]))),
        },
        new(ByEntry, "a role of one namespace", () => Cluster(Viewer("viewers")).With(new Role { Metadata = Make.Meta("look", "shop"), Rules = [Rule(Look, [""], ["pods", "services"])] })
            .With(Local("look", "look", "Role", "shop")), ("namespace", "shop")),
        new(ByEntry, "the principal that was submitted", () => Viewers(Cluster(Viewer("viewers"), Viewer("ops", "other")))
            .Submitted(t => t with { Answers = Make.Labels(("rbac.principal", $"arn:aws:iam::{FreshAccount.Account}:role/team/viewer")) }), ("askPrincipal", true)),
        new(ByMap, "beside entries", () => Viewers(Cluster()).Remove<AwsAuth>().With(Map(Row("viewers")))),
        new(ByMap, "alone", () => Viewers(Cluster()).ForAws(a =>
        {
            a.Cluster = k => k with { AuthenticationMode = "CONFIG_MAP" };
            a.Has<AwsAccessEntry>();
        }).Remove<AwsAuth>().With(Map(Row("viewers")))),
        new(ByMap, "the group that was submitted", () => Viewers(Cluster()).Remove<AwsAuth>().With(Map(Row("viewers"))).Submitted(t => t with { Answers = Make.Labels(("rbac.principal", "viewers")) }), ("askPrincipal", true)),
        new(ByPolicy, "of the whole cluster", () => Cluster(Viewer() with { Policies = [new AwsAccessPolicy("AmazonEKSViewPolicy", "cluster")] })),
        new(ByPolicy, "of one namespace", () => Cluster(Viewer() with { Policies = [new AwsAccessPolicy("AmazonEKSViewPolicy", "namespace") { Namespaces = ["shop"] }] }), ("namespace", "shop")),
        new(ByPolicy, "for administrators who look", () => Cluster(Viewer() with { Policies = [new AwsAccessPolicy("AmazonEKSAdminViewPolicy", "cluster")] }).ForAws(a => a.Cluster = k => k with { AuthenticationMode = "API" })),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("mapped", 0, "no one is", c => c.ForAws(a => a.Has<AwsAccessEntry>()).Remove<AwsAuth>()),
        Break("mapped", 0, "the principal is an administrator", c => c.ForAws(a => a.Change<AwsAccessEntry>(e => e.Principal.Name == "viewer" ? e with { Policies = [new AwsAccessPolicy("AmazonEKSClusterAdminPolicy", "cluster")] } : e))).On(ByEntry, ByPolicy),
        Break("mapped", 0, "the group is system:masters", c => c.Change<AwsAuth>(_ => Map(Row("system:masters")))).On(ByMap),
        Break("mapped", 0, "another principal than submitted", c => c.Submitted(t => t with { Answers = Make.Labels(("rbac.principal", $"arn:aws:iam::{FreshAccount.Account}:user/viewer")) })).On(Named),
        Break("mayLook", 0.4m, "the group is bound to nothing", c => c.Remove<ClusterRoleBinding>(b => b.Metadata.Name == "viewers").Remove<RoleBinding>()).On(ByEntry, ByMap),
        Break("mayLook", 0.4m, "the role that it is bound to is not there", c => c.Remove<ClusterRole>(r => r.Metadata.Name == "view").Remove<Role>()).On(ByEntry, ByMap),
        Break("mayLook", 0.4m, "there is no policy", c => c.ForAws(a => a.Change<AwsAccessEntry>(e => e with { Policies = [] }))).On(ByPolicy),
        Break("mayLook", 0.4m, "the policy holds in another namespace", c => c.ForAws(a => a.Change<AwsAccessEntry>(e => e with { Policies = [new AwsAccessPolicy("AmazonEKSViewPolicy", "namespace") { Namespaces = ["other"] }] }))).On($"{ByPolicy}, of one namespace"),
        Break("onlyLook", 0.7m, "it is bound to edit too", c => c.With(Bind("editors", "edit", "Group", "viewers"))).On(ByEntry, ByMap).NotOn(Named),
        Break("onlyLook", 0.7m, "it may open sessions", c => c.With(Role("exec", Rule(Look, [""], ["pods/exec"]))).With(Bind("exec", "exec", "Group", "viewers"))).On(ByEntry, ByMap),
        Break("onlyLook", 0.7m, "it may read everything by a wildcard", c => c.With(Role("all", Rule(Look, ["*"], ["*"]))).With(Bind("all", "all", "Group", "viewers"))).On(ByEntry, ByMap),
        Break("onlyLook", 0.7m, "a policy that edits", c => c.ForAws(a => a.Change<AwsAccessEntry>(e => e.Principal.Name == "viewer" ? e with { Policies = [.. e.Policies, new AwsAccessPolicy("AmazonEKSEditPolicy", "namespace") { Namespaces = ["shop"] }] } : e))).On(ByPolicy),
        Break("fewAdmins", 0.5m, "three administrators", c => c.ForAws(a =>
        {
            a.Cluster = k => k with { AuthenticationMode = "API_AND_CONFIG_MAP" };
            a.HasAlso(Enumerable.Range(1, 3).Select(i => Admin($"admin-{i}")).ToArray());
        })),
        Break("notForEveryone", 0.5m, "everyone may look", c => c.With(Bind("open", "view", "Group", "system:authenticated"))),
        Break("notForEveryone", 0.5m, "no one need sign in", c => c.With(Local("open", "view", subject: "system:anonymous", subjectKind: "User"))),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("the grader's own entry and role", () => Cluster(), 0),
        new("a group that is bound and mapped by no one", () => Viewers(Cluster()), 0),
        new("an entry of a service", () => Viewers(Cluster(Viewer("viewers") with { Principal = FreshAccount.Principal("role/aws-service-role/x/AWSServiceRoleForX"), Username = "x" })), 0),
        new("an entry of nodes", () => Viewers(Cluster(Viewer("viewers") with { Type = "EC2_LINUX" })), 0),
        new("an entry without rights wins over a row with them", () => Viewers(Cluster(Viewer())).Remove<AwsAuth>().With(Map(Row("viewers") with { Principal = FreshAccount.Principal("role/viewer") })), 0.4m),
        new("a row where only entries count", () => Viewers(Cluster()).Remove<AwsAuth>().With(Map(Row("viewers"))).ForAws(a => a.Cluster = k => k with { AuthenticationMode = "API" }), 0),
        new("rights over paths alone", () => Cluster(Viewer("paths")).With(Bind("paths", "system:discovery", "Group", "paths")), 0.4m),
        new("a principal that sees Secrets", () => Cluster(Viewer("viewers")).With(Role("see", Rule(Look, [""], ["pods", "secrets"]))).With(Bind("see", "see", "Group", "viewers")), 1),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a thousand roles bound to the group", c => c.With(Enumerable.Range(0, 1000).Select(i => Role($"r{i}", Rule(["get"], [""], [$"pods{i}"])))).With(Enumerable.Range(0, 1000).Select(i => Bind($"b{i}", $"r{i}", "Group", "viewers")))),
    ];

    private static FakeCluster Cluster(params AwsAccessEntry[] entries) => new FakeCluster().WithApplication()
        .With(ClusterRoles)
        .With(Bindings)
        .With(NodesMap)
        .WithAws(a => a.HasAlso(entries));

    private static FakeCluster Viewers(FakeCluster cluster) => cluster.With(Bind("viewers", "view", "Group", "viewers"));

    private static AwsAccessEntry Viewer(params string[] groups) => new()
    {
        Principal = FreshAccount.Principal(groups is ["ops", ..] ? "role/ops" : "role/viewer"),
        Type = "STANDARD",
        Username = "viewer",
        Groups = groups,
    };

    private static AwsAccessEntry Admin(string name) => new()
    {
        Principal = FreshAccount.Principal($"user/{name}"),
        Type = "STANDARD",
        Username = name,
        Policies = [new AwsAccessPolicy("AmazonEKSClusterAdminPolicy", "cluster")],
    };

    private static AwsAuthRow Row(string group) => new(FreshAccount.Principal("user/viewer"), "viewer") { Groups = [group] };

    private static RoleBinding Local(string name, string role, string roleKind = "ClusterRole", string ns = "default", string subject = "viewers", string subjectKind = "Group") => new()
    {
        Metadata = Make.Meta(name, ns),
        RoleRef = new RoleReference { Kind = roleKind, Name = role },
        Subjects = [new Subject { Kind = subjectKind, Name = subject }],
    };
}
