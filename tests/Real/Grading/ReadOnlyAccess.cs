using System.Text;
using System.Text.Json.Nodes;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Grading;

/// <summary>What a student does who follows the access instructions: applies the very manifest, makes the kubeconfig, hands it in.</summary>
internal static class ReadOnlyAccess
{
    private const string Name = "eks-grader";
    private const string Namespace = "kube-system";

    /// <summary>The instructions for the checks that ship.</summary>
    public static AccessInstructions Instructions { get; } = new(AccessNeeds.Of(Catalogue.Default.Infos), new AccessValues());

    /// <summary>What they ask for.</summary>
    public static AccessNeeds Needs { get; } = AccessNeeds.Of(Catalogue.Default.Infos);

    /// <summary>Gives access to a cluster with exactly the rights of the instructions.</summary>
    public static async Task<ClusterAccess> GrantAsync(ControlPlane plane, CancellationToken cancellationToken)
    {
        await plane.Kubectl.RunAsync("apply -f -", cancellationToken, Instructions.ServiceAccountManifest);
        await HoldsAsync(plane, new JsonObject { ["user"] = $"system:serviceaccount:{Namespace}:{Name}" }, cancellationToken);
        return await OfAccountAsync(plane, Name, cancellationToken);
    }

    /// <summary>Binds the rights of the instructions to the group of their access entry.</summary>
    public static async Task GrantGroupAsync(ControlPlane plane, CancellationToken cancellationToken)
    {
        await plane.Kubectl.RunAsync("apply -f -", cancellationToken, Instructions.GroupManifest);
        await HoldsAsync(plane, new JsonObject { ["user"] = "anyone", ["groups"] = new JsonArray(Name) }, cancellationToken);
    }

    // The server's authorizer learns of a binding a moment after it is stored.
    private static Task HoldsAsync(ControlPlane plane, JsonObject subject, CancellationToken cancellationToken) => Until.TrueAsync(
        "the rights hold",
        async token =>
        {
            var spec = subject.DeepClone().AsObject();
            spec["resourceAttributes"] = new JsonObject { ["verb"] = "list", ["group"] = "apiregistration.k8s.io", ["resource"] = "apiservices" };
            var answer = await plane.Admin.PostAsync(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                new JsonObject { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SubjectAccessReview", ["spec"] = spec },
                token);
            return answer["status"]?["allowed"]?.GetValue<bool>() == true;
        },
        cancellationToken);

    /// <summary>Gives access with the rights of the instructions but for one kind, for one test.</summary>
    /// <param name="state">The cluster, with the instructions' manifest in it.</param>
    /// <param name="plural">The kind's plural.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterAccess> GrantWithoutAsync(ClusterState state, string plural, CancellationToken cancellationToken)
    {
        var granted = await state.Plane.Admin.FindAsync(Kind.ClusterRole, null, Name, cancellationToken) ?? throw new InvalidOperationException("The manifest has no ClusterRole.");
        var rules = granted["rules"]?.DeepClone().AsArray().OfType<JsonObject>().ToList() ?? [];
        foreach (var rule in rules)
        {
            rule["resources"] = new JsonArray([.. (rule["resources"]?.AsArray() ?? []).Select(r => r?.GetValue<string>()).Where(r => r != plural).Select(r => JsonValue.Create(r))]);
        }

        return await BindAsync(state, $"without-{plural}", rules.Where(r => r["resources"]?.AsArray().Count > 0), cancellationToken);
    }

    /// <summary>Makes a ServiceAccount with rules of its own, for one test.</summary>
    public static async Task<ClusterAccess> BindAsync(ClusterState state, string name, IEnumerable<JsonObject> rules, CancellationToken cancellationToken)
    {
        await state.PutAsync(Kind.ServiceAccount, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace } });
        await state.PutAsync(
            Kind.ClusterRole,
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["rules"] = new JsonArray([.. rules.Select(r => r.DeepClone())]) });
        await state.PutAsync(
            Kind.ClusterRoleBinding,
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = name },
                ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = Namespace }),
            });
        return await OfAccountAsync(state.Plane, name, cancellationToken);
    }

    /// <summary>A token of a ServiceAccount. kubectl 1.20 has no <c>create token</c>; this is the request that newer ones send.</summary>
    public static async Task<string> TokenAsync(ControlPlane plane, string account, CancellationToken cancellationToken)
    {
        var answer = await plane.Admin.PostAsync(
            $"{Kind.ServiceAccount.PathIn(Namespace)}/{account}/token",
            new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["expirationSeconds"] = 3600 } },
            cancellationToken);
        return answer["status"]?["token"]?.GetValue<string>() ?? throw new InvalidOperationException("There is no token in the answer.");
    }

    /// <summary>The kubeconfig of the access that a state has.</summary>
    public static string Kubeconfig(ClusterState state) =>
        Kubeconfig(state.Plane, state.Access.Kubeconfig?.Token ?? throw new InvalidOperationException("The access has no token."));

    // As the instructions' shell commands write it.
    private static string Kubeconfig(ControlPlane plane, string token) => $"""
        apiVersion: v1
        kind: Config
        current-context: {Name}
        clusters:
        - name: {Name}
          cluster:
            server: {plane.Server}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(plane.Files.AuthorityPem))}
        users:
        - name: {Name}
          user:
            token: {token}
        contexts:
        - name: {Name}
          context:
            cluster: {Name}
            user: {Name}

        """;

    private static async Task<ClusterAccess> OfAccountAsync(ControlPlane plane, string account, CancellationToken cancellationToken)
    {
        var kubeconfig = Kubeconfig(plane, await TokenAsync(plane, account, cancellationToken));
        var reading = KubeconfigReader.Read(kubeconfig);
        var kubeconfigAccess = reading.Value ?? throw new InvalidOperationException(string.Join("; ", reading.Faults));
        await BoundAsync(kubeconfigAccess, cancellationToken);
        return new ClusterAccess(kubeconfigAccess, Aws: null);
    }

    // The server's authoriser learns of a new binding a moment after it answered that it has it.
    private static async Task BoundAsync(KubeconfigAccess access, CancellationToken cancellationToken)
    {
        using var client = new KubeClient(access);
        await Until.TrueAsync("the binding holds", t => client.IsServedAsync(Kind.Namespace, t), cancellationToken);
    }
}
