using EksGrader.Checks.Input;

namespace EksGrader.Checks.Access;

/// <summary>An object within a kubeconfig, with its path: every question about a field puts what is wrong with it into the list of faults.</summary>
/// <param name="path">The path, empty for the document.</param>
/// <param name="mapping">The object.</param>
/// <param name="faults">Where faults go.</param>
internal sealed class KubeconfigNode(string path, DocumentNode.Mapping mapping, KubeconfigErrors faults)
{
    public int Line => mapping.Line;

    public string Path => path;

    public KubeconfigErrors Faults => faults;

    /// <summary>The names of the fields.</summary>
    public IEnumerable<string> Names => mapping.Fields.Select(f => f.Name);

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public int LineOf(string name) => mapping.Find(name)?.Line ?? mapping.Line;

    /// <summary>A field; null where it is missing or nothing. One that is given twice is a fault: readers differ in which they take.</summary>
    public DocumentNode? Find(string name)
    {
        var found = mapping.Fields.Where(f => f.Name == name).ToList();
        if (found.Count > 1)
        {
            faults.Add(PathOf(name), found[1].Line, "Twice", name);
        }

        return found is [{ Value: not DocumentNode.Scalar { Kind: ScalarKind.Null } } field, ..] ? field.Value : null;
    }

    /// <summary>Whether a field is there and says something.</summary>
    public bool Holds(string name) => Find(name) is not (null or DocumentNode.Scalar { Text: "" });

    /// <summary>A text; null where it is missing, empty or none.</summary>
    public string? Text(string name)
    {
        switch (Find(name))
        {
            case null or DocumentNode.Scalar { Text: "" }:
                return null;
            case DocumentNode.Scalar scalar:
                return scalar.Text;
            default:
                faults.Add(PathOf(name), LineOf(name), "NotText");
                return null;
        }
    }

    /// <summary>An object; null where it is missing or none.</summary>
    public KubeconfigNode? Object(string name)
    {
        switch (Find(name))
        {
            case DocumentNode.Mapping inner:
                return new KubeconfigNode(PathOf(name), inner, faults);
            case null:
                faults.Add(PathOf(name), Line, "Missing", name);
                return null;
            default:
                faults.Add(PathOf(name), LineOf(name), "NotObject");
                return null;
        }
    }

    /// <summary>The object <paramref name="part"/> of the entry of a list that has a name; entries of other names are not read.</summary>
    public KubeconfigNode? Named(string list, string entryName, string part, string nameField, int nameLine)
    {
        if (Find(list) is not { } node)
        {
            faults.Add(PathOf(list), Line, "Missing", list);
            return null;
        }

        if (node is not DocumentNode.Sequence entries)
        {
            faults.Add(PathOf(list), LineOf(list), "NotList");
            return null;
        }

        var found = entries.Items.Index().Where(e => e.Item is DocumentNode.Mapping m && m.Find("name")?.Value is DocumentNode.Scalar s && s.Text == entryName).ToList();
        if (found.Count != 1)
        {
            faults.Add(nameField, nameLine, found.Count == 0 ? "Unknown" : "TwoEntries", KubeconfigErrors.Shown(entryName));
            return null;
        }

        return new KubeconfigNode($"{PathOf(list)}[{found[0].Index}]", (DocumentNode.Mapping)found[0].Item, faults).Object(part);
    }
}
