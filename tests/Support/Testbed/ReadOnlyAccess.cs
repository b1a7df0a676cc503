using System.Text;
using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Instructions;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Support.Testbed;

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
        await HoldsAsync(plane, new V1SubjectAccessReviewSpec { User = $"system:serviceaccount:{Namespace}:{Name}" }, cancellationToken);
        return await OfAccountAsync(plane, Name, cancellationToken);
    }

    /// <summary>Binds the rights of the instructions to the group of their access entry.</summary>
    public static async Task GrantGroupAsync(ControlPlane plane, CancellationToken cancellationToken)
    {
        await plane.Kubectl.RunAsync("apply -f -", cancellationToken, Instructions.GroupManifest);
        await HoldsAsync(plane, new V1SubjectAccessReviewSpec { User = "anyone", Groups = [Name] }, cancellationToken);
    }

    // The server's authorizer learns of a binding a moment after it is stored.
    private static Task HoldsAsync(ControlPlane plane, V1SubjectAccessReviewSpec subject, CancellationToken cancellationToken) => Until.TrueAsync(
        "the rights hold",
        async token =>
        {
            subject.ResourceAttributes = new V1ResourceAttributes { Verb = "list", Group = "apiregistration.k8s.io", Resource = "apiservices" };
            var answer = await plane.Admin.Api.AuthorizationV1.CreateSubjectAccessReviewAsync(new V1SubjectAccessReview { Spec = subject }, cancellationToken: token);
            return answer.Status.Allowed;
        },
        cancellationToken);

    /// <summary>Gives access with the rights of the instructions but for one kind, for one test.</summary>
    /// <param name="state">The cluster, with the instructions' manifest in it.</param>
    /// <param name="plural">The kind's plural.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterAccess> GrantWithoutAsync(ClusterState state, string plural, CancellationToken cancellationToken)
    {
        var granted = await state.Plane.Admin.FindAsync<V1ClusterRole>(Kind.ClusterRole, null, Name, cancellationToken) ?? throw new InvalidOperationException("The manifest has no ClusterRole.");
        foreach (var rule in granted.Rules)
        {
            rule.Resources = [.. (rule.Resources ?? []).Where(r => r != plural)];
        }

        return await BindAsync(state, $"without-{plural}", granted.Rules.Where(r => r.Resources.Count > 0), cancellationToken);
    }

    /// <summary>Makes a ServiceAccount with rules of its own, for one test.</summary>
    public static async Task<ClusterAccess> BindAsync(ClusterState state, string name, IEnumerable<V1PolicyRule> rules, CancellationToken cancellationToken)
    {
        await state.PutAsync(Kind.ServiceAccount, new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace } });
        await state.PutAsync(Kind.ClusterRole, new V1ClusterRole { Metadata = new V1ObjectMeta { Name = name }, Rules = [.. rules] });
        await state.PutAsync(Kind.ClusterRoleBinding, new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = name },
            RoleRef = new V1RoleRef { ApiGroup = V1ClusterRole.KubeGroup, Kind = V1ClusterRole.KubeKind, Name = name },
            Subjects = [new Rbacv1Subject { Kind = V1ServiceAccount.KubeKind, Name = name, NamespaceProperty = Namespace }],
        });
        return await OfAccountAsync(state.Plane, name, cancellationToken);
    }

    /// <summary>A token of a ServiceAccount. kubectl 1.20 has no <c>create token</c>; this is the request that newer ones send.</summary>
    public static async Task<string> TokenAsync(ControlPlane plane, string account, CancellationToken cancellationToken)
    {
        var request = new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { ExpirationSeconds = 3600 } };
        var answer = await plane.Admin.Api.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, account, Namespace, cancellationToken: cancellationToken);
        return answer.Status.Token;
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
        var kubeconfigAccess = reading.Value ?? throw new InvalidOperationException(string.Join("; ", reading.Errors));
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
