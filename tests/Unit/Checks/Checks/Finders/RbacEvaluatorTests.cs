using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;
using FsCheck;
using FsCheck.Fluent;
using Property = EksGrader.Tests.Unit.Checks.Assignments.Property;

namespace EksGrader.Tests.Unit.Checks.Checks.Finders;

public sealed class RbacEvaluatorTests
{
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "delete", "*"];
    private static readonly string[] Groups = ["", "apps", "*"];
    private static readonly string[] Resources = ["pods", "pods/log", "pods/exec", "secrets", "deployments", "*/scale", "*"];
    private static readonly string[] Namespaces = ["a", "b"];

    private static readonly Gen<PolicyRule> Rules =
        from verbs in Gen.Elements(Verbs).NonEmptyListOf()
        from groups in Gen.Elements(Groups).NonEmptyListOf()
        from resources in Gen.Elements(Resources).NonEmptyListOf()
        select new PolicyRule { Verbs = [.. verbs], ApiGroups = [.. groups], Resources = [.. resources] };

    // A rule of a role of its own, with where it is bound and whom for.
    private static readonly Gen<Bound> Bindings =
        from rule in Rules
        from ns in Gen.Elements<string?>(null, "a", "b")
        from subject in Gen.Elements("viewers", "others")
        from clusterRole in Gen.Elements(true, false)
        select new Bound(rule, ns, subject, clusterRole || ns is null);

    private static readonly Gen<(List<Bound> Bound, string Verb, string Group, string Resource, string? Namespace)> Questions =
        from bound in Bindings.ListOf()
        from verb in Gen.Elements("get", "create")
        from @group in Gen.Elements("", "apps")
        from resource in Gen.Elements("pods", "pods/exec", "secrets", "deployments", "deployments/scale")
        from ns in Gen.Elements<string?>(null, "a", "b")
        select (bound.ToList(), verb, @group, resource, ns);

    [Fact]
    public void May_IsWhatAnyOneRuleSays() => Property.Holds(Questions, q =>
    {
        var expected = q.Bound.Any(b => b.Subject == "viewers" && (b.Namespace is null || b.Namespace == q.Namespace)
            && (b.Rule.Verbs.Contains(q.Verb) || b.Rule.Verbs.Contains("*"))
            && (b.Rule.ApiGroups.Contains(q.Group) || b.Rule.ApiGroups.Contains("*"))
            && (b.Rule.Resources.Contains(q.Resource) || b.Rule.Resources.Contains("*") || (q.Resource.EndsWith("/scale", StringComparison.Ordinal) && b.Rule.Resources.Contains("*/scale"))));

        Assert.Equal(expected, Viewers(q.Bound).May(q.Verb, q.Group, q.Resource, q.Namespace));
    });

    [Fact]
    public void MoreBindings_NeverTakeARightAway_NorMakeAnyoneHarmless() => Property.Holds(
        from q in Questions
        from more in Bindings
        select (q, more),
        given =>
        {
            var (before, after) = (Viewers(given.q.Bound), Viewers([.. given.q.Bound, given.more]));
            Assert.True(!before.May(given.q.Verb, given.q.Group, given.q.Resource, given.q.Namespace) || after.May(given.q.Verb, given.q.Group, given.q.Resource, given.q.Namespace));
            Assert.True(before.IsEmpty || before.IsReadOnly || !after.IsReadOnly);
        });

    [Fact]
    public void WhoIsReadOnly_MayNeitherChangeNorEnterAnything() => Property.Holds(Bindings.ListOf(), bound =>
    {
        var rights = Viewers([.. bound]);
        if (rights.IsReadOnly)
        {
            foreach (var (resource, ns) in new[] { "pods", "pods/exec", "secrets", "deployments", "deployments/scale" }.SelectMany(r => Namespaces.Append(null).Select(n => (r, n))))
            {
                Assert.False(rights.May("create", "", resource, ns) || rights.May("delete", "apps", resource, ns));
                Assert.False(resource == "pods/exec" && rights.May("get", "", resource, ns));
            }
        }
    });

    [Fact]
    public void Order_DoesNotMatter() => Property.Holds(Questions, q =>
        Assert.Equal(Viewers(q.Bound).May(q.Verb, q.Group, q.Resource, q.Namespace), Viewers([.. Enumerable.Reverse(q.Bound)]).May(q.Verb, q.Group, q.Resource, q.Namespace)));

    [Theory]
    [InlineData("get,list,watch", "", "pods,services", true)]
    [InlineData("get", "", "pods/log", true)]
    [InlineData("get", "", "secrets", true)]
    [InlineData("get,create", "", "pods", false)]
    [InlineData("*", "", "pods", false)]
    [InlineData("get", "*", "pods", false)]
    [InlineData("get", "", "*", false)]
    [InlineData("get", "", "pods/exec", false)]
    [InlineData("get", "", "pods/attach", false)]
    [InlineData("get", "", "pods/portforward", false)]
    [InlineData("get", "", "services/proxy", false)]
    [InlineData("get", "", "nodes/proxy", false)]
    [InlineData("get,impersonate", "", "users", false)]
    [InlineData("bind", "rbac.authorization.k8s.io", "clusterroles", false)]
    [InlineData("escalate", "rbac.authorization.k8s.io", "clusterroles", false)]
    public void ReadOnly_IsNoMoreThanLooking(string verbs, string group, string resources, bool readOnly)
    {
        var rights = Viewers([new Bound(new PolicyRule { Verbs = verbs.Split(','), ApiGroups = [group], Resources = resources.Split(',') }, null, "viewers", ClusterRole: true)]);

        Assert.Equal((readOnly, resources == "secrets"), (rights.IsReadOnly, rights.SeesSecrets && resources == "secrets"));
    }

    [Fact]
    public void NothingGranted_IsNotReadOnly()
    {
        var paths = new Rights([new GivenRule(new PolicyRule { Verbs = ["get"], NonResourceURLs = ["/healthz"] }, null, "ClusterRole health")]);

        Assert.True(Rights.None.IsEmpty && !Rights.None.IsReadOnly);
        Assert.True(paths.IsEmpty && !paths.IsReadOnly);
    }

    [Fact]
    public void Masters_MayEverything_WithoutAnyRule()
    {
        var rights = new RbacEvaluator([], [], [], []).RightsOf("", [RbacEvaluator.Masters]);

        Assert.True(rights.MayEverything && rights.May("delete", "apps", "deployments", "a") && !rights.IsReadOnly);
    }

    [Theory]
    [InlineData("AmazonEKSViewPolicy", true, false)]
    [InlineData("AmazonEKSAdminViewPolicy", true, true)]
    [InlineData("AmazonEKSEditPolicy", false, true)]
    [InlineData("AmazonEKSClusterAdminPolicy", false, true)]
    [InlineData("SomethingNew", false, true)]
    public void AccessPolicies_AddUp(string policy, bool readOnly, bool secrets)
    {
        var rights = Rights.OfAccessPolicy(policy, []);

        Assert.Equal((readOnly, secrets), (rights.IsReadOnly, rights.SeesSecrets));
        Assert.False(rights.With(Rights.OfAccessPolicy("AmazonEKSEditPolicy", ["a"])).IsReadOnly);
        Assert.False(Rights.OfAccessPolicy(policy, ["a"]).May("get", "", "pods", "b"));
    }

    [Fact]
    public void BindingsForEveryone_AreTold_AndThoseOfKubernetesAreNot()
    {
        Subject[] all = [new() { Kind = "Group", Name = "system:authenticated" }];
        ClusterRoleBinding Of(string name, string role) => new() { Metadata = Make.Meta(name, ""), RoleRef = new RoleReference { Kind = "ClusterRole", Name = role }, Subjects = all };

        var open = new RbacEvaluator([], [], [Of("system:discovery", "system:discovery"), Of("mine", "cluster-admin")], [new RoleBinding { Metadata = Make.Meta("inside", "a"), Subjects = all }]).OpenToEveryone;

        Assert.Equal(["mine", "a/inside"], open.Select(m => $"{m}"));
    }

    [Fact]
    public void ServiceAccounts_HaveWhatTheirGroupsHave()
    {
        var role = new ClusterRole { Metadata = Make.Meta("view", ""), Rules = [new PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] }] };
        RoleBinding For(Subject subject) => new() { Metadata = Make.Meta("b", "a"), RoleRef = new RoleReference { Kind = "ClusterRole", Name = "view" }, Subjects = [subject] };

        foreach (var subject in new[] { new Subject { Kind = "ServiceAccount", Namespace = "x", Name = "bot" }, new Subject { Kind = "Group", Name = "system:serviceaccounts:x" }, new Subject { Kind = "User", Name = "system:serviceaccount:x:bot" } })
            Assert.True(new RbacEvaluator([role], [], [], [For(subject)]).RightsOfServiceAccount("x", "bot").May("get", "", "pods", "a"));
    }

    private static Rights Viewers(IReadOnlyList<Bound> bound)
    {
        static RoleReference Role(Bound b, int i) => new() { Kind = b.ClusterRole ? "ClusterRole" : "Role", Name = $"role-{i}" };
        static Subject[] For(Bound b) => [new() { Kind = "Group", Name = b.Subject }];
        var all = bound.Select((b, i) => (Bound: b, Role: Role(b, i))).ToList();
        return new RbacEvaluator(
            [.. all.Where(b => b.Bound.ClusterRole).Select(b => new ClusterRole { Metadata = Make.Meta(b.Role.Name, ""), Rules = [b.Bound.Rule] })],
            [.. all.Where(b => !b.Bound.ClusterRole).Select(b => new Role { Metadata = Make.Meta(b.Role.Name, b.Bound.Namespace ?? ""), Rules = [b.Bound.Rule] })],
            [.. all.Where(b => b.Bound.Namespace is null).Select(b => new ClusterRoleBinding { Metadata = Make.Meta(b.Role.Name, ""), RoleRef = b.Role, Subjects = For(b.Bound) })],
            [.. all.Where(b => b.Bound.Namespace is not null).Select(b => new RoleBinding { Metadata = Make.Meta(b.Role.Name, b.Bound.Namespace ?? ""), RoleRef = b.Role, Subjects = For(b.Bound) })])
            .RightsOf("", ["viewers"]);
    }

    private sealed record Bound(PolicyRule Rule, string? Namespace, string Subject, bool ClusterRole);
}
