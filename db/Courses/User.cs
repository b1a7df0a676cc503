using EksGrader.Db.Ids;

namespace EksGrader.Db.Courses;

/// <summary>
/// A person's account, known by e-mail address. One person may be a student in one course and teach another. How the person signs in
/// is not told here: tokens point at it, and so will passwords and passkeys.
/// </summary>
/// <param name="id">Its id.</param>
/// <param name="email">The e-mail address as it was written.</param>
/// <param name="name">The person's name.</param>
/// <param name="createdAt">When it was made.</param>
public sealed class User(UserId id, string email, string name, DateTimeOffset createdAt)
{
    /// <summary>Its id.</summary>
    public UserId Id { get; private set; } = id;

    /// <summary>The e-mail address as it was written.</summary>
    public string Email { get; private set; } = email;

    /// <summary>The e-mail address as it is compared; unique.</summary>
    public string NormalizedEmail { get; private set; } = Normalize(email);

    /// <summary>The person's name.</summary>
    public string Name { get; private set; } = name;

    /// <summary>Whether the person is an admin, and so an instructor in every course.</summary>
    public bool IsAdmin { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>When the person was last seen with a token or a session; null for never.</summary>
    public DateTimeOffset? LastSignedInAt { get; private set; }

    /// <summary>E-mail addresses are one person's whatever their case and the blanks around them.</summary>
    public static string Normalize(string email) => email.Trim().ToUpperInvariant();

    /// <summary>Makes an admin of the person, or takes it back.</summary>
    public void BecomeAdmin(bool isAdmin) => IsAdmin = isAdmin;

    /// <summary>Gives the person another name.</summary>
    public void Rename(string name) => Name = name;

    /// <summary>Notes that the person was seen.</summary>
    public void SignedIn(DateTimeOffset at) => LastSignedInAt = at;
}
