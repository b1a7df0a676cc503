using EksGrader.Api.Shared;
using Microsoft.AspNetCore.Components;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>What the two pages share that edit an assignment: one that is there, and a new one.</summary>
public abstract class EditorPage : AppPage
{
    /// <summary>The course's slug.</summary>
    [Parameter]
    public string Course { get; set; } = "";

    /// <summary>Edits assignments.</summary>
    [Inject]
    public required AssignmentEditor Editor { get; set; }

    /// <summary>Where it is edited.</summary>
    protected abstract EditorPlace Place { get; }

    /// <summary>What is shown; null where there is nothing to edit.</summary>
    protected EditorView? View { get; set; }

    /// <summary>Whether something was to be saved that no one has looked at.</summary>
    protected bool Unseen { get; private set; }

    /// <summary>Why the version is made, as it was typed.</summary>
    protected string? Comment { get; set; }

    /// <summary>Takes what was sent: reads it, or saves it where it was seen as it is.</summary>
    protected async Task TakeAsync()
    {
        var sent = await Http.Request.ReadFormAsync(Aborted);
        var input = EditorForms.Read(sent);
        var saves = input.Action == "save";
        Comment = sent["comment"];
        var taken = saves ? await Editor.SaveAsync(Caller, Place, input, Comment, Aborted) : await Editor.CheckAsync(Caller, Place, input, Aborted);
        if (!taken.IsSuccess)
        {
            Refuse(taken.Error);
            View = (await Editor.CheckAsync(Caller, Place, input with { Action = null }, Aborted)).Value ?? View;
            return;
        }

        View = taken.Value;
        if (!saves)
            return;
        if (View is { IsGood: true, Preview: null, Assignment: { } saved })
        {
            GoTo(View.Version == 1
                ? Addresses.OfAssignment(Course, saved.Slug, "ready")
                : Addresses.OfAssignment(Course, saved.Slug, "versions") + FormattableString.Invariant($"?saved={View.Version}"));
            return;
        }

        Unseen = View is { IsGood: true, Reviewed: false };
        if (!View.IsGood)
            Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        else if (View.Meanwhile is not null)
            Http.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
    }
}
