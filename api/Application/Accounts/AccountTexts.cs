using System.Resources;
using EksGrader.Checks;

namespace EksGrader.Api.Application.Accounts;

/// <summary>The sentences about accounts: faults of passwords, and what invitations say.</summary>
public static class AccountTexts
{
    /// <summary>The sentences, from <c>AccountTexts.resx</c> and <c>AccountTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Application.Accounts.AccountTexts", typeof(AccountTexts).Assembly));
}
