using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EksGrader.Checks.Access;

/// <summary>Reads certificates and keys that stand inline in a kubeconfig.</summary>
internal static class KubeconfigPem
{
    private const int MostCertificates = 20;
    private const int MostBits = 8192;

    /// <summary>Whether <c>kubectl config view</c> hid a value, as it does without <c>--raw</c> (client-go, <c>clientcmd/api/helpers.go</c>).</summary>
    public static bool IsRedacted(string text) => text is "DATA+OMITTED" or "DATA OMITTED" or "REDACTED";

    /// <summary>The text under base64.</summary>
    public static string? Decode(KubeconfigNode node, string name, string data)
    {
        var bytes = new byte[data.Length];
        if (!IsRedacted(data) && Convert.TryFromBase64String(data, bytes, out var length))
        {
            return Encoding.ASCII.GetString(bytes, 0, length);
        }

        node.Faults.Add(node.PathOf(name), node.LineOf(name), IsRedacted(data) ? "Redacted" : "NotBase64");
        return null;
    }

    /// <summary>Whether a text holds certificates; what is wrong goes to the faults.</summary>
    public static bool HoldsCertificates(KubeconfigNode node, string name, string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
            if (certificates.Count is > 0 and <= MostCertificates)
            {
                return true;
            }
        }
        catch (CryptographicException)
        {
            // Told below as none.
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }

        node.Faults.Add(node.PathOf(name), node.LineOf(name), certificates.Count > MostCertificates ? "TooManyCertificates" : "NotCertificate", MostCertificates);
        return false;
    }

    /// <summary>Whether a key is one, and belongs to a certificate; what is wrong goes to the faults.</summary>
    public static bool HoldsKeyOf(KubeconfigNode node, string name, string certificatePem, string keyPem)
    {
        var isKey = keyPem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) && !keyPem.Contains("ENCRYPTED", StringComparison.Ordinal);
        try
        {
            if (isKey)
            {
                using var pair = X509Certificate2.CreateFromPem(certificatePem, keyPem);
                using var rsa = pair.GetRSAPublicKey();
                if (rsa is not { KeySize: > MostBits })
                {
                    return true;
                }

                node.Faults.Add(node.PathOf(name), node.LineOf(name), "KeyTooLarge", MostBits);
                return false;
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Told below: it is a key, and not of this certificate, or broken.
        }

        node.Faults.Add(node.PathOf(name), node.LineOf(name), isKey ? "KeyMismatch" : "NotKey");
        return false;
    }
}
