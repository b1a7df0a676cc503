using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Accounts;

/// <summary>The sentences about accounts: faults of passwords, and what invitations say.</summary>
public static class AccountTexts
{
    /// <summary>The sentences, from <c>AccountTexts.resx</c> and <c>AccountTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Accounts.AccountTexts", typeof(AccountTexts).Assembly));
}
