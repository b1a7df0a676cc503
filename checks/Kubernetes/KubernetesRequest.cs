using System.Text.RegularExpressions;

namespace EksGrader.Checks.Kubernetes;

/// <summary>What one request asks for, as errors and RBAC name it.</summary>
/// <param name="Host">The API server's host.</param>
/// <param name="Verb">The RBAC verb.</param>
/// <param name="Resource">The resource as kubectl names it, such as <c>deployments.apps</c>; a path where it is none.</param>
/// <param name="InNamespace">The namespace; null for all of them.</param>
internal sealed partial record KubernetesRequest(string Host, string Verb, string Resource, string? InNamespace)
{
    public bool IsPath => Resource.StartsWith('/');

    public string What => IsPath ? Resource : InNamespace is null ? $"{Verb} {Resource}" : $"{Verb} {Resource} in namespace {InNamespace}";

    /// <summary>The commands that grant the right to the user that the server's message names.</summary>
    /// <param name="message">The message of the <c>Status</c>, such as <c>nodes is forbidden: User "eve" cannot list resource "nodes"…</c>.</param>
    public string GrantCommand(string? message)
    {
        var role = $"eksgrader-{Resource.Trim('/').Replace('/', '-')}";
        var right = IsPath ? $"--verb=get --non-resource-url={Resource}" : $"--verb=get,list --resource={Resource}";
        return $"kubectl create clusterrole {role} {right} && kubectl create clusterrolebinding {role} --clusterrole={role} {Subject(message)}";
    }

    // A command that people copy must hold nothing that a stranger's server could have put there.
    private static string Subject(string? message)
    {
        var user = UserInMessage().Match(message ?? "");
        if (!user.Success)
        {
            return "--group=YOUR-GROUP";
        }

        var account = ServiceAccount().Match(user.Groups["name"].Value);
        return account.Success ? $"--serviceaccount={account.Groups["space"].Value}:{account.Groups["name"].Value}" : $"--user={user.Groups["name"].Value}";
    }

    [GeneratedRegex("""User "(?<name>[A-Za-z0-9][A-Za-z0-9:._@/+=-]{0,253})" cannot """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex UserInMessage();

    [GeneratedRegex("^system:serviceaccount:(?<space>[a-z0-9-]+):(?<name>[a-z0-9.-]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ServiceAccount();
}
