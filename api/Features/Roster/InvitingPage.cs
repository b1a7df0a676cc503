using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Roster;

/// <summary>A page that hands out invitations: to everyone who waits for one, or to one person again.</summary>
[Authorize(Policy = Host.Auth.Policies.Manage)]
public abstract class InvitingPage : AppPage
{
    /// <summary>The course's slug.</summary>
    [Parameter]
    public required string Course { get; set; }

    /// <summary>Whom; empty for everyone who waits.</summary>
    [SupplyParameterFromForm]
    public string? Email { get; set; }

    /// <summary>How: <c>List</c> or <c>Mail</c>.</summary>
    [SupplyParameterFromForm]
    public string? Channel { get; set; }

    /// <summary>Where the service is, and how long invitations are open.</summary>
    [Inject]
    public required IOptions<SiteOptions> SiteOptions { get; set; }

    /// <summary>The course; null where the caller may not.</summary>
    protected Course? Found { get; private set; }

    /// <summary>What was just made, to be shown this once; null before.</summary>
    protected InvitationSheet? Sheet { get; private set; }

    /// <summary>Where people open the service.</summary>
    protected Uri Site => SiteOptions.Value.Address ?? new Uri($"{Http.Request.Scheme}://{Http.Request.Host}/");

    /// <summary>Whether that address was configured.</summary>
    protected bool IsSiteSet => SiteOptions.Value.Address is not null;

    /// <summary>How many days an invitation is open.</summary>
    protected int Life => (int)SiteOptions.Value.InvitationLife.TotalDays;

    /// <summary>The page that shows what became of e-mails.</summary>
    protected abstract string AfterMail { get; }

    /// <summary>Finds the course, as far as the caller may hand out invitations in it.</summary>
    protected abstract Task<Course?> FindAsync();

    /// <summary>Makes the invitations.</summary>
    protected abstract Task<Result<InvitationSheet>> MakeAsync(InvitationRequest request);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Found = await FindAsync();
        if (Found is null)
            Missing();
    }

    /// <summary>Hands out what the form asks for. Codes are shown in the answer itself: no page could show them again.</summary>
    protected async Task HandOutAsync()
    {
        if (Found is null)
            return;
        var channel = Channel == nameof(InvitationChannel.Mail) ? InvitationChannel.Mail : InvitationChannel.List;
        var made = await MakeAsync(new InvitationRequest(string.IsNullOrEmpty(Email) ? null : [Email], channel));
        if (!made.IsSuccess)
            Refuse(made.Error);
        else if (channel == InvitationChannel.Mail)
            GoTo(AfterMail);
        else
            Sheet = made.Value;
    }
}
