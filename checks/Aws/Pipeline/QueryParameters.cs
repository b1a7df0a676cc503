using System.Globalization;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>The form parameters of a query-protocol call; what is null is left out.</summary>
internal static class QueryParameters
{
    public static Dictionary<string, string> Of(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                form[name] = value;
            }
        }

        return form;
    }

    /// <summary>Adds a list as <c>Name.member.1</c>, <c>Name.member.2</c>…</summary>
    public static Dictionary<string, string> With(this Dictionary<string, string> form, string name, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            form[string.Create(CultureInfo.InvariantCulture, $"{name}.member.{i + 1}")] = values[i];
        }

        return form;
    }
}
