using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Db;
using EksGrader.Db.Courses;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Courses;

/// <summary>Who teaches courses.</summary>
/// <param name="db">The database.</param>
/// <param name="accounts">People's accounts.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="time">The clock.</param>
public sealed class Instructors(EksGraderDb db, AccountBook accounts, AuditTrail audit, TimeProvider time)
{
    // Nobody reviews more grades than this many people can.
    private const int Most = 200;

    /// <summary>Puts new instructors in the place of the old ones; the caller is an admin.</summary>
    public async Task<Answer<InstructorsView>> ReplaceAsync(Caller caller, string course, InstructorList wanted, CancellationToken cancellationToken)
    {
        if (await db.Courses.AsNoTracking().FirstOrDefaultAsync(c => c.Slug == course, cancellationToken) is not { } found)
            return Refusal.Missing;
        var (people, faults) = Read(wanted);
        if (faults.Any)
            return Refusal.Invalid(faults.All);

        return await db.WriteAsync<Answer<InstructorsView>>(
            async token =>
            {
                var users = await accounts.FindOrMakeAsync([.. people.Select(p => (p.Email, p.Email))], token);
                var roles = people.ToDictionary(p => users[User.Normalize(p.Email)].Id, p => p.Role);
                var known = await db.Memberships.Where(m => m.CourseId == found.Id).ToListAsync(token);
                db.Memberships.RemoveRange(known.Where(m => !roles.ContainsKey(m.UserId)));
                foreach (var (user, role) in roles)
                {
                    if (known.Find(m => m.UserId == user) is { } membership)
                        membership.Become(role);
                    else
                        db.Memberships.Add(new Membership(found.Id, user, role, time.GetUtcNow()));
                }

                audit.Note(caller, "instructors.replaced", $"course {course}", found.Id, to: string.Join(", ", people.Select(p => $"{p.Email} ({p.Role})")));
                return new InstructorsView([.. people]);
            },
            cancellationToken);
    }

    private static (List<InstructorView> People, FieldFaults Faults) Read(InstructorList wanted)
    {
        var faults = new FieldFaults();
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
