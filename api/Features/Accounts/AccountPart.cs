using EksGrader.Api.Shared;
using Microsoft.AspNetCore.Components;

namespace EksGrader.Api.Features.Accounts;

/// <summary>A part of the account's page with forms of its own.</summary>
public abstract class AccountPart : AppPage
{
    /// <summary>The page that parts lead back to.</summary>
    protected const string Address = "/account";

    /// <summary>The account.</summary>
    [Parameter, EditorRequired]
    public required AccountView View { get; set; }
}
