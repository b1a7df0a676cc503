using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Audit;

/// <summary>The words of the audit trail.</summary>
public static class AuditTexts
{
    /// <summary>The sentences, from <c>AuditTexts.resx</c> and <c>AuditTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Audit.AuditTexts", typeof(AuditTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);

    /// <summary>What was done, in words; its own name where an older or newer program wrote it and there are none.</summary>
    public static string Done(string what) => Catalog.Resources.GetString("What_" + what, CultureInfo.CurrentUICulture) ?? what;
}
