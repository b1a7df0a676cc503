using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>A request that the API server refuses as senseless (400).</summary>
internal sealed class BadRequestException(string message) : Exception(message);

/// <summary>Label and field selectors, as far as <c>kubectl</c> writes them.</summary>
internal sealed class Selector
{
    private readonly List<Func<KubeObject, bool>> conditions = [];

    public bool IsEmpty => conditions.Count == 0;

    /// <summary>Reads both selectors of a request.</summary>
    /// <exception cref="BadRequestException">One of them cannot be read.</exception>
    public static Selector Parse(string? labels, string? fields)
    {
        var selector = new Selector();
        foreach (var term in Terms(labels))
        {
            selector.conditions.Add(LabelCondition(term));
        }

        foreach (var term in Terms(fields))
        {
            selector.conditions.Add(FieldCondition(term));
        }

        return selector;
    }

    public bool Matches(KubeObject candidate) => conditions.TrueForAll(c => c(candidate));

    /// <summary>Splits at the commas that stand outside brackets.</summary>
    private static IEnumerable<string> Terms(string? text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= (text?.Length ?? 0) && text is not null; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                var term = text[start..i].Trim();
                start = i + 1;
                if (term.Length > 0)
                {
                    yield return term;
                }
            }
            else
            {
                depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    private static Func<KubeObject, bool> LabelCondition(string term)
    {
        if (Set(term, " notin (") is var (notKey, notValues))
        {
            return o => o.Meta.Labels[notKey] is not { } value || !notValues.Contains(value, StringComparer.Ordinal);
        }

        if (Set(term, " in (") is var (key, values))
        {
            return o => o.Meta.Labels[key] is { } value && values.Contains(value, StringComparer.Ordinal);
        }

        if (Comparison(term) is var (name, wanted, equal))
        {
            return o => string.Equals(o.Meta.Labels[name], wanted, StringComparison.Ordinal) == equal;
        }

        return term[0] == '!' ? o => o.Meta.Labels[term[1..]] is null : o => o.Meta.Labels[term] is not null;
    }

    private static Func<KubeObject, bool> FieldCondition(string term)
    {
        if (Comparison(term) is not var (path, wanted, equal))
        {
            throw new BadRequestException($"invalid selector: '{term}'; can't understand '{term}'");
        }

        return o => o.Field(path) is { } value
            ? string.Equals(value, wanted, StringComparison.Ordinal) == equal
            : throw new BadRequestException($"field label not supported: {path}");
    }

    private static (string Key, string Value, bool Equal)? Comparison(string term)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            return null;
        }

        var equal = term[at - 1] != '!';
        var value = term[(at + 1)..].TrimStart('=').Trim();
        return value.Contains('=', StringComparison.Ordinal) || (term.Length > at + 2 && term[at + 1] == '=' && term[at + 2] == '=')
            ? throw new BadRequestException("unable to parse requirement: found '=', expected: identifier")
            : (term[..(equal ? at : at - 1)].Trim(), value, equal);
    }

    private static (string Key, string[] Values)? Set(string term, string word)
    {
        var at = term.IndexOf(word, StringComparison.Ordinal);
        return at > 0 && term.EndsWith(')')
            ? (term[..at].Trim(), term[(at + word.Length)..^1].Split(',', StringSplitOptions.TrimEntries))
            : null;
    }
}
