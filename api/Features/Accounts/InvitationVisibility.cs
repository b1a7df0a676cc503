using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Features.Accounts;

/// <summary>
/// Whose invitation someone may see. An invitation sets a password, so anyone who sees it can become the account: an instructor sees
/// those of students who are nothing but students of their own courses. Any other account's owner gets it by e-mail, or from an admin.
/// </summary>
internal static class InvitationVisibility
{
    public static IQueryable<User> WithinReachOf(this IQueryable<User> users, EksGraderDb db, Viewer viewer) => viewer.IsAdmin
        ? users
        : users.Where(u => !u.IsAdmin
            && !db.Memberships.Any(m => m.UserId == u.Id)
            && !db.Students.Any(s => s.UserId == u.Id
                && !db.Memberships.Any(m => m.CourseId == s.CourseId && m.UserId == viewer.User && m.Role == CourseRole.Instructor)));

    /// <summary>
    /// Those whose only roles are those of assistants in courses that the viewer instructs: to them an instructor may have an invitation
    /// mailed. Others are invited by those who gave them their other role.
    /// </summary>
    public static IQueryable<User> AssistingOnly(this IQueryable<User> users, EksGraderDb db, Viewer viewer) => viewer.IsAdmin
        ? users
        : users.Where(u => !u.IsAdmin
            && !db.Memberships.Any(m => m.UserId == u.Id && (m.Role != CourseRole.Assistant
                || !db.Memberships.Any(i => i.CourseId == m.CourseId && i.UserId == viewer.User && i.Role == CourseRole.Instructor))));

    /// <summary>Those who have neither a password nor a passkey.</summary>
    public static IQueryable<User> WithoutCredentials(this IQueryable<User> users, EksGraderDb db) =>
        users.Where(u => u.PasswordHash == null && !db.Passkeys.Any(p => p.UserId == u.Id));
}
