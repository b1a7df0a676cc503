using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Access;

/// <summary>The sentences about access that is handed in.</summary>
public static class AccessTexts
{
    /// <summary>The sentences, from <c>AccessTexts.resx</c> and <c>AccessTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Checks.Access.AccessTexts", typeof(AccessTexts).Assembly));
}
