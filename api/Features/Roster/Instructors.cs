using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Roster;

/// <summary>Who teaches courses.</summary>
internal sealed class Instructors(EksGraderDb db, AccountRegistry accounts, InvitationIssuer mint, AuditTrail audit, TimeProvider time)
{
    // No one reviews more grades than this many people can.
    private const int Most = 200;

    /// <summary>Those who teach a course; the caller is its instructor.</summary>
    public async Task<Result<InstructorsView>> ReadAsync(CurrentUser caller, string course, CancellationToken cancellationToken) =>
        await db.Courses.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: false).FirstOrDefaultAsync(c => c.Slug == course, cancellationToken) is { } found
            ? new InstructorsView([.. (await TeachersAsync(found, cancellationToken)).OrderBy(p => p.Role).ThenBy(p => p.Email, StringComparer.OrdinalIgnoreCase)])
            : Error.Missing;

    /// <summary>Puts new instructors in the place of the old ones; the caller is an admin.</summary>
    public async Task<Result<InstructorsView>> ReplaceAsync(CurrentUser caller, string course, InstructorList wanted, CancellationToken cancellationToken)
    {
        if (await db.Courses.AsNoTracking().FirstOrDefaultAsync(c => c.Slug == course, cancellationToken) is not { } found)
            return Error.Missing;
        var (people, faults) = Read(wanted);
        if (faults.Any)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<InstructorsView>>(
            async token =>
            {
                await ApplyAsync(caller, found, people, p => p.Email, token);
                return new InstructorsView([.. people]);
            },
            cancellationToken);
    }

    /// <summary>Gives one person a role, or takes it back; the caller is an admin.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="name">The person's name, where the account is to be made; null for the address.</param>
    /// <param name="role">What the person may do from now on; null for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<RoleGiven>> NameAsync(CurrentUser caller, string course, string? email, string? name, CourseRole? role, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin || await db.Courses.AsNoTracking().FirstOrDefaultAsync(c => c.Slug == course, cancellationToken) is not { } found)
            return Error.Missing;
        var faults = new FieldErrors();
        var address = faults.Email("email", email);
        var called = string.IsNullOrWhiteSpace(name) ? address : faults.Text("name", name, User.LongestName);
        if (faults.Any)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<RoleGiven>>(
            async token =>
            {
                var known = await TeachersAsync(found, token);
                var others = known.Where(k => User.Normalize(k.Email) != User.Normalize(address)).ToList();
                if (role is null && others.Count == known.Count)
                    return Error.Invalid("email", AccountTexts.Catalog["NotTeaching", SafeText.Line(address, 100)]);
                if (others.Count >= Most)
                    return Error.Invalid("email", ApiTexts.Catalog["TooMany", Most]);
                var wasReset = await ApplyAsync(caller, found, role is { } given ? [.. others, new InstructorView(address, given)] : others, p => p.Email == address ? called : p.Email, token);
                return new RoleGiven(wasReset);
            },
            cancellationToken);
    }

    private async Task<List<InstructorView>> TeachersAsync(Course course, CancellationToken cancellationToken) =>
        [.. await db.Memberships.Where(m => m.CourseId == course.Id).Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new InstructorView(u.Email, m.Role)).ToListAsync(cancellationToken)];

    private async Task<bool> ApplyAsync(CurrentUser caller, Course course, IReadOnlyList<InstructorView> people, Func<InstructorView, string> name, CancellationToken cancellationToken)
    {
        var before = (await TeachersAsync(course, cancellationToken)).ToDictionary(p => User.Normalize(p.Email), StringComparer.Ordinal);
        var users = await accounts.FindOrMakeAsync([.. people.Select(p => (p.Email, name(p)))], cancellationToken);
        var roles = people.ToDictionary(p => users[User.Normalize(p.Email)].Id, p => p.Role);
        var known = await db.Memberships.Where(m => m.CourseId == course.Id).ToListAsync(cancellationToken);
        db.Memberships.RemoveRange(known.Where(m => !roles.ContainsKey(m.UserId)));
        foreach (var (user, role) in roles)
        {
            if (known.Find(m => m.UserId == user) is { } membership)
                membership.Become(role);
            else
                db.Memberships.Add(new Membership(course.Id, user, role, time.GetUtcNow()));
        }

        var wasReset = await mint.EvictSeenAsync(caller, [.. roles.Keys.Except(known.Select(m => m.UserId))], course.Id, cancellationToken);
        foreach (var person in people)
        {
            var earlier = before.GetValueOrDefault(User.Normalize(person.Email))?.Role;
            if (earlier != person.Role)
                audit.Note(caller, "role.changed", $"user {person.Email}", course.Id, earlier?.ToString(), person.Role.ToString());
            before.Remove(User.Normalize(person.Email));
        }

        foreach (var gone in before.Values)
            audit.Note(caller, "role.changed", $"user {gone.Email}", course.Id, gone.Role.ToString());
        return wasReset;
    }

    private static (List<InstructorView> People, FieldErrors Faults) Read(InstructorList wanted)
    {
        var faults = new FieldErrors();
        var people = new List<InstructorView>();
        if (wanted.Instructors is null)
            faults.Add("instructors", "Missing");
        else if (wanted.Instructors.Count > Most)
            faults.Add("instructors", "TooMany", Most);
        else
        {
            for (var i = 0; i < wanted.Instructors.Count; i++)
            {
                var field = FormattableString.Invariant($"instructors[{i}]");
                var email = faults.Email($"{field}.email", wanted.Instructors[i]?.Email);
                if (people.Exists(p => User.Normalize(p.Email) == User.Normalize(email)))
                    faults.Add($"{field}.email", "Twice");
                people.Add(new InstructorView(email, wanted.Instructors[i]?.Role ?? CourseRole.Instructor));
            }
        }

        return (people, faults);
    }
}
