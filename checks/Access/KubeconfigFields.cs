using EksGrader.Checks.Input;

namespace EksGrader.Checks.Access;

/// <summary>A field of a kubeconfig and its line.</summary>
/// <param name="Field">Its path, such as <c>clusters[0].cluster.server</c>.</param>
/// <param name="Line">Its line, counted from 1; null where it has none.</param>
public readonly record struct KubeconfigField(string Field, int? Line);

/// <summary>Where in a kubeconfig stands what its current context uses: what a connection found wrong is told there.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Authority">Its certificate authority.</param>
/// <param name="Credential">The token, else the client certificate.</param>
public sealed record KubeconfigFields(KubeconfigField Server, KubeconfigField Authority, KubeconfigField Credential)
{
    /// <summary>Finds the fields.</summary>
    /// <param name="text">A kubeconfig that <see cref="KubeconfigReader"/> accepted.</param>
    /// <returns>The fields; null where it was not accepted.</returns>
    public static KubeconfigFields? Find(string text)
    {
        var syntax = new ValidationErrors();
        if (KubeconfigReader.Tree(text, syntax) is not DocumentNode.Mapping mapping || syntax.Count > 0)
        {
            return null;
        }

        var config = new KubeconfigNode("", mapping, new KubeconfigErrors());
        return config.Text("current-context") is { } current
            && config.Named("contexts", current, "context", "", 0) is { } context
            && context.Text("cluster") is { } clusterName && config.Named("clusters", clusterName, "cluster", "", 0) is { } cluster
            && context.Text("user") is { } userName && config.Named("users", userName, "user", "", 0) is { } user
            ? new KubeconfigFields(Of(cluster, "server"), Of(cluster, "certificate-authority-data"), Of(user, user.Holds("token") ? "token" : "client-certificate-data"))
            : null;
    }

    private static KubeconfigField Of(KubeconfigNode node, string name) => new(node.PathOf(name), node.LineOf(name) is > 0 and var line ? line : null);
}
