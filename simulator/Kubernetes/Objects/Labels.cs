using System.Collections;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>Labels, annotations or a selector: few pairs, in the order in which they are written.</summary>
internal sealed class Labels(params (string Key, string Value)[] pairs) : IEnumerable<(string Key, string Value)>
{
    public static readonly Labels None = new();

    public int Count => pairs.Length;

    /// <summary>The value of a key; null where there is none.</summary>
    public string? this[string key]
    {
        get
        {
            foreach (var (name, value) in pairs)
            {
                if (string.Equals(name, key, StringComparison.Ordinal))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>These and more.</summary>
    public Labels With(params (string Key, string Value)[] more) => new([.. pairs, .. more]);

    public IEnumerator<(string Key, string Value)> GetEnumerator() => ((IEnumerable<(string, string)>)pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary><c>a=1,b=2</c>, sorted, as tables print a selector; <c>&lt;none&gt;</c> where there is none.</summary>
    public override string ToString() => pairs.Length == 0
        ? "<none>"
        : string.Join(',', pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
}
