using System.Linq.Expressions;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>How far a person is with getting an account.</summary>
/// <param name="State">How far.</param>
/// <param name="LastSeenAt">When the person was last seen; null for never.</param>
/// <param name="Invitation">The newest invitation; null for none.</param>
public sealed record AccountProgress(AccountState State, DateTimeOffset? LastSeenAt, InvitationView? Invitation);

/// <summary>An invitation as the person who handed it out sees it.</summary>
/// <param name="Channel">How it reaches its person.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="ClosedAt">When it was used, or replaced.</param>
/// <param name="MailedAt">When the mail server took it.</param>
/// <param name="MailFault">Why the mail server did not.</param>
public sealed record InvitationView(
    InvitationChannel Channel, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? ClosedAt, DateTimeOffset? MailedAt, string? MailFault);

/// <summary>A student as the roster's page shows one.</summary>
/// <param name="Number">The school's number.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Section">The section; null for none.</param>
/// <param name="Account">How far the student is with getting an account.</param>
public sealed record RosterRow(string Number, string Name, string Email, string? Section, AccountProgress Account);

/// <summary>Which part of a roster is asked for.</summary>
/// <param name="Search">Part of a number, a name or an address; empty for all.</param>
/// <param name="After">The number after which the part begins; null for the start.</param>
/// <param name="Size">How many students at most.</param>
public sealed record RosterPart(string? Search, string? After, int Size = 100);

/// <summary>A part of a roster.</summary>
/// <param name="Course">The course.</param>
/// <param name="Total">How many students there are.</param>
/// <param name="Ready">How many of them have a password or passkey.</param>
/// <param name="Invited">How many of the others have an invitation that is open.</param>
/// <param name="Rows">The part.</param>
/// <param name="Next">Where the next part begins; null where this is the last.</param>
public sealed record RosterSheet(Course Course, int Total, int Ready, int Invited, IReadOnlyList<RosterRow> Rows, string? Next)
{
    /// <summary>Whether the caller is an assistant, who sees the roster and changes nothing.</summary>
    public bool IsAssistant { get; init; }

    /// <summary>How many have neither password nor passkey.</summary>
    public int Waiting => Total - Ready;
}

/// <summary>An instructor a course, as its page shows one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Account">How far the person is with getting an account.</param>
public sealed record TeacherRow(string Name, string Email, CourseRole Role, AccountProgress Account);

/// <summary>Those who teach a course.</summary>
/// <param name="Course">The course.</param>
/// <param name="Rows">They.</param>
public sealed record TeacherSheet(Course Course, IReadOnlyList<TeacherRow> Rows);

/// <summary>An admin.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Account">How far the person is with getting an account.</param>
public sealed record AdminRow(string Name, string Email, AccountProgress Account);

/// <summary>The admins.</summary>
/// <param name="Rows">They.</param>
public sealed record AdminSheet(IReadOnlyList<AdminRow> Rows);

/// <summary>Shows rosters and lists of teachers with how far each is with getting an account.</summary>
internal sealed class RosterStates(EksGraderDb db, CourseAccess access, TimeProvider time)
{
    private sealed record Row(UserId User, string Number, string Name, string Email, string? Section, CourseRole Role);

    /// <summary>A part of a roster, by student number.</summary>
    /// <param name="caller">An instructor or assistant of the course.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="part">Which part.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<Result<RosterSheet>> StudentsAsync(CurrentUser caller, string course, RosterPart part, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } found)
            return Error.Missing;
        var now = time.GetUtcNow();
        var all = db.Students.AsNoTracking().Where(s => s.CourseId == found.Id && s.LeftAt == null);
        var accounts = all.Join(db.Users, s => s.UserId, u => u.Id, (_, u) => u);
        var waiting = accounts.WithoutCredentials(db);
        var total = await all.CountAsync(cancellationToken);
        var ready = total - await waiting.CountAsync(cancellationToken);
        var invited = await waiting.CountAsync(u => db.Invitations.Any(i => i.UserId == u.Id && i.ClosedAt == null && i.ExpiresAt > now), cancellationToken);

        var asked = EnteredText.Line(part.Search) is { Length: > 0 and <= 100 } words ? all.Where(Matches(words)) : all;
        if (part.After is { } after)
            asked = asked.Where(s => s.Number.CompareTo(after) > 0);
        var rows = await asked.OrderBy(s => s.Number).Take(part.Size + 1)
            .Select(s => new Row(s.UserId, s.Number, s.Name, s.Email, s.Section, CourseRole.Assistant)).ToListAsync(cancellationToken);
        var progress = await ProgressAsync([.. rows.Take(part.Size).Select(r => r.User)], cancellationToken);
        return new RosterSheet(
            found, total, ready, invited,
            [.. rows.Take(part.Size).Select(r => new RosterRow(r.Number, r.Name, r.Email, r.Section, progress[r.User]))],
            rows.Count > part.Size ? rows[part.Size - 1].Number : null)
        {
            IsAssistant = await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is null,
        };
    }

    /// <summary>Those who teach a course; for its instructors.</summary>
    public async Task<Result<TeacherSheet>> TeachersAsync(CurrentUser caller, string course, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var rows = await db.Memberships.AsNoTracking().Where(m => m.CourseId == found.Id)
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new Row(u.Id, "", u.Name, u.Email, null, m.Role))
            .ToListAsync(cancellationToken);
        var progress = await ProgressAsync([.. rows.Select(r => r.User)], cancellationToken);
        return new TeacherSheet(found, [.. rows.OrderBy(r => r.Role).ThenBy(r => r.Email, StringComparer.OrdinalIgnoreCase).Select(r => new TeacherRow(r.Name, r.Email, r.Role, progress[r.User]))]);
    }

    /// <summary>The admins; for admins.</summary>
    public async Task<Result<AdminSheet>> AdminsAsync(CurrentUser caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Error.Missing;
        var rows = await db.Users.AsNoTracking().Where(u => u.IsAdmin).OrderBy(u => u.NormalizedEmail).ToListAsync(cancellationToken);
        var progress = await ProgressAsync([.. rows.Select(u => u.Id)], cancellationToken);
        return new AdminSheet([.. rows.Select(u => new AdminRow(u.Name, u.Email, progress[u.Id]))]);
    }

    // The databases' UPPER and position mean the same for what people type; LIKE would give % and _ a meaning.
    private static Expression<Func<Student, bool>> Matches(string words)
    {
        var upper = words.ToUpperInvariant();
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // Becomes SQL, which knows no culture.
        return s => s.Number.ToUpper().Contains(upper) || s.Name.ToUpper().Contains(upper) || s.Email.ToUpper().Contains(upper);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
    }

    private async Task<Dictionary<UserId, AccountProgress>> ProgressAsync(List<UserId> people, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var users = await db.Users.AsNoTracking().Where(u => people.Contains(u.Id))
            .Select(u => new { u.Id, u.LastSignedInAt, IsReady = u.PasswordHash != null || db.Passkeys.Any(p => p.UserId == u.Id) })
            .ToListAsync(cancellationToken);
        var newest = (await db.Invitations.AsNoTracking().Where(i => i.UserId != null && people.Contains(i.UserId.Value))
            .Where(i => !db.Invitations.Any(n => n.UserId == i.UserId && n.CreatedAt > i.CreatedAt)).ToListAsync(cancellationToken))
            .GroupBy(i => i.UserId).ToDictionary(g => g.Key ?? default, g => g.OrderBy(i => i.Id.Value).Last());
        return users.ToDictionary(u => u.Id, u =>
        {
            var invitation = newest.GetValueOrDefault(u.Id);
            var state = (u.IsReady, invitation) switch
            {
                (true, _) => AccountState.Ready,
                (_, null) => AccountState.NotInvited,
                (_, { ClosedAt: null } open) when open.ExpiresAt > now => AccountState.Invited,
                _ => AccountState.Expired,
            };
            return new AccountProgress(state, u.LastSignedInAt, invitation is null ? null : new InvitationView(
                invitation.Channel, invitation.CreatedAt, invitation.ExpiresAt, invitation.ClosedAt, invitation.MailedAt, invitation.MailFault));
        });
    }
}
