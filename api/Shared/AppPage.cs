using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using Microsoft.AspNetCore.Components;

namespace EksGrader.Api.Shared;

/// <summary>What every page has: who asks, in which language, and a way to say that there is no such page.</summary>
public abstract class AppPage : ComponentBase
{
    /// <summary>The request. Pages are rendered within one, always.</summary>
    [CascadingParameter]
    public required HttpContext Http { get; set; }

    /// <summary>Where the browser is sent next.</summary>
    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>Who asks; for pages that require someone.</summary>
    /// <exception cref="InvalidOperationException">The page lets anyone in.</exception>
    protected CurrentUser Caller => CurrentUser.Of(Http.User) ?? throw new InvalidOperationException("The page is open to visitors.");

    /// <summary>The language of the page.</summary>
    protected static CultureInfo Language => CultureInfo.CurrentUICulture;

    /// <summary>Ends when the browser went away.</summary>
    protected CancellationToken Aborted => Http.RequestAborted;

    /// <summary>What was wrong with the form that was sent; empty before, and when nothing was.</summary>
    protected IReadOnlyList<ValidationError> Faults { get; private set; } = [];

    /// <summary>Why the form that was sent was refused, where it is no matter of fields.</summary>
    protected LocalizedText? Refused { get; private set; }

    /// <summary>Answers 404: there is no such page for this caller. Return from the page's code after it.</summary>
    protected void Missing() => Navigation.NotFound();

    /// <summary>
    /// Answers 404 with what this page says itself. The renderer stops at a page whose status is 404 before it is written, and leaves it to
    /// the page for whatever is not there; so the status is set as the answer begins.
    /// </summary>
    protected void MissingWithWords() => Http.Response.OnStarting(() =>
    {
        if (Http.Response.StatusCode == StatusCodes.Status200OK)
            Http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    /// <summary>
    /// Shows why a form was refused: faults at their fields with status 422, another reason above the form with its own status, a thing
    /// that is missing as a missing page.
    /// </summary>
    protected void Refuse(Error refusal)
    {
        if (refusal.Kind == ProblemKind.NotFound)
        {
            Missing();
            return;
        }

        Http.Response.StatusCode = refusal.Kind.Status;
        if (refusal.RetryAfter is { } wait)
            Http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        Faults = refusal.Errors;
        Refused = refusal.Detail ?? (refusal.Errors.Count == 0 ? refusal.Kind.Title : null);
    }

    /// <summary>After a form that was taken: on to a page that can be reloaded without sending it again.</summary>
    protected void GoTo(string address) => Navigation.NavigateTo(address);
}
