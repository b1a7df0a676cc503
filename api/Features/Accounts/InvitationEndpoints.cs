using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Accounts;

/// <summary>A student and how far they are with getting an account. No code is in it: a code opens the account.</summary>
/// <param name="StudentId">The student's number.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="State">How far.</param>
/// <param name="LastSeenAt">When the student last signed in; null for never.</param>
/// <param name="Invitation">The newest invitation; null for none.</param>
public sealed record InvitationItem(string StudentId, string Name, string Email, AccountState State, DateTimeOffset? LastSeenAt, InvitationView? Invitation);

/// <summary>Invitations over HTTP.</summary>
internal static class InvitationEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/courses/{course}/invitations").WithTags("Roster").MapGet("", ListAsync)
            .WithDocs(
                "ListInvitations",
                "Lists the invitations of a course",
                "For instructors and assistants. Every student, by student number, with how far they are with getting an account and the newest invitation. Codes are not listed: each is shown once, where it is made.")
            .Problems(404, 422);

    private static async Task<Results<Ok<ListView<InvitationItem>>, ProblemHttpResult>> ListAsync(
        CurrentUser caller, RosterStates rosters, string course, string? after, int? limit, CancellationToken cancellationToken)
    {
        var page = new PageQuery(after, limit);
        if (page.Size is < 1 or > PageRequest.MaxSize)
            return page.Refuse().ToProblem();
        if (page.AfterText() is not { } number)
            return page.RefuseCursor().ToProblem();
        var read = await rosters.StudentsAsync(caller, course, new RosterPart(Search: null, number.Length == 0 ? null : number, page.Size), cancellationToken);
        if (!read.IsSuccess)
            return read.Error.ToProblem();
        return TypedResults.Ok(new ListView<InvitationItem>(
            [.. read.Value.Rows.Select(r => new InvitationItem(r.Number, r.Name, r.Email, r.Account.State, r.Account.LastSeenAt, r.Account.Invitation))],
            read.Value.Next is { } next ? PageQuery.CursorOf(next) : null));
    }
}
