using System.Text;
using System.Text.Json;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// The credentials that an observation uses. A server that says them back in an answer would have them recorded and shown as evidence, so such an
/// answer is refused: a recording never holds a credential.
/// </summary>
public sealed class SecretLeakGuard
{
    // Shorter ones are no secrets, and would be found by chance.
    private const int Shortest = 12;
    private readonly Lock gate = new();
    private readonly List<byte[]> forms = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Adds a credential that goes to the other side; null and short texts are none.</summary>
    public void Add(string? secret)
    {
        if (secret is not { Length: >= Shortest })
        {
            return;
        }

        lock (gate)
        {
            if (known.Add(secret))
            {
                forms.Add(Encoding.UTF8.GetBytes(secret));
                forms.Add(JsonEncodedText.Encode(secret).EncodedUtf8Bytes.ToArray());
            }
        }
    }

    /// <summary>Adds the credentials of an access. The key of a client certificate only signs: no server ever sees it.</summary>
    public void Add(ClusterAccess access)
    {
        Add(access.Kubeconfig?.Token);
        if (access.Aws is AwsAccess.Keys keys)
        {
            Add(keys.SecretAccessKey);
            Add(keys.SessionToken);
        }
    }

    /// <summary>Whether an answer, as UTF-8 JSON, holds one of them.</summary>
    public bool AreIn(ReadOnlySpan<byte> answer)
    {
        lock (gate)
        {
            foreach (var form in forms)
            {
                if (answer.IndexOf(form) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
