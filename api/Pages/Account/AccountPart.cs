using EksGrader.Api.Application.Accounts;
using EksGrader.Api.Pages.Shared;
using Microsoft.AspNetCore.Components;

namespace EksGrader.Api.Pages.Account;

/// <summary>A part of the account's page with forms of its own.</summary>
public abstract class AccountPart : AppPage
{
    /// <summary>The page that parts lead back to.</summary>
    protected const string Address = "/account";

    /// <summary>The account.</summary>
    [Parameter, EditorRequired]
    public required AccountView View { get; set; }
}
