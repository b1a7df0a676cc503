using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Accounts;

/// <summary>The words of signing in and of the account's page.</summary>
public static class AccountPageTexts
{
    /// <summary>The sentences, from <c>AccountPageTexts.resx</c> and <c>AccountPageTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Accounts.AccountPageTexts", typeof(AccountPageTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
