using EksGrader.Checks.Core;

namespace EksGrader.Checks.Access;

/// <summary>Reads the user of a kubeconfig: a token or a client certificate that stands inline, and nothing else.</summary>
internal static class KubeconfigUser
{
    private const int LongestToken = 16 * 1024;
    private static readonly Uri NoServer = new("https://invalid");

    /// <summary>The credential, still without server; null where it was refused.</summary>
    /// <param name="user">The user.</param>
    /// <param name="server">The server, where it is known: tells the region of a refused command.</param>
    /// <param name="names">Names that may tell the cluster of a refused command.</param>
    public static KubeconfigAccess? Read(KubeconfigNode user, Uri? server, IReadOnlyList<string?> names)
    {
        var refused = KubeconfigExec.Refuse(user, server, names);
        refused |= KubeconfigCluster.Refuse(user, "auth-provider", "AuthProvider");
        foreach (var name in new[] { "tokenFile", "client-certificate", "client-key" })
        {
            refused |= KubeconfigCluster.Refuse(user, name, "PathField");
        }

        foreach (var name in new[] { "username", "password" })
        {
            refused |= KubeconfigCluster.Refuse(user, name, "Password");
        }

        foreach (var name in user.Names.Where(n => n == "as" || n.StartsWith("as-", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
        {
            KubeconfigCluster.Refuse(user, name, "Impersonation");
        }

        var token = Token(user);
        var certificate = user.Text("client-certificate-data");
        var key = user.Text("client-key-data");
        if (certificate is not null || key is not null)
        {
            return Certificate(user, certificate, key) is { } access ? access with { Token = token } : null;
        }

        if (token is not null)
        {
            return Without(token);
        }

        if (!refused && !user.Holds("token"))
        {
            user.Faults.Add(user.Path, user.Line, "NoCredential");
        }

        return null;
    }

    private static string? Token(KubeconfigNode user)
    {
        if (user.Text("token") is not { } token)
        {
            return null;
        }

        var line = user.LineOf("token");
        if (token.Length > LongestToken)
        {
            user.Faults.Add(user.PathOf("token"), line, "TokenTooLong", LongestToken);
            return null;
        }

        if (KubeconfigPem.IsRedacted(token))
        {
            user.Faults.Add(user.PathOf("token"), line, "Redacted");
            return null;
        }

        // RFC 6750 knows fewer, but a header can hold these: visible ASCII.
        if (token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            user.Faults.Add(user.PathOf("token"), line, "TokenCharacters");
            return null;
        }

        return token;
    }

    private static KubeconfigAccess? Certificate(KubeconfigNode user, string? certificateData, string? keyData)
    {
        const string certificateName = "client-certificate-data";
        const string keyName = "client-key-data";
        if (certificateData is null || keyData is null)
        {
            var missing = certificateData is null ? certificateName : keyName;
            user.Faults.Add(user.PathOf(missing), user.Line, "Missing", missing);
            return null;
        }

        var certificate = KubeconfigPem.Decode(user, certificateName, certificateData);
        var key = KubeconfigPem.Decode(user, keyName, keyData);
        return certificate is not null && key is not null
            && KubeconfigPem.HoldsCertificates(user, certificateName, certificate) && KubeconfigPem.HoldsKeyOf(user, keyName, certificate, key)
                ? Without(token: null) with { ClientCertificatePem = certificate, ClientKeyPem = key }
                : null;
    }

    private static KubeconfigAccess Without(string? token) => new() { Server = NoServer, CertificateAuthorityPem = "", Token = token };
}
