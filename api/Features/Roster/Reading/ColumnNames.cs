using System.Text;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>What a column of a file can be.</summary>
internal enum RosterField
{
    StudentId,
    Name,
    FirstName,
    LastName,
    Email,
    Section,

    /// <summary>Whether the line is a student's at all: exports of a class list its teachers too.</summary>
    Role,

    /// <summary>An account's name elsewhere: an e-mail address at some schools.</summary>
    Login,

    /// <summary>Perhaps the student's number, perhaps one that only the exporting system knows.</summary>
    SomeId,
}

/// <summary>What people and the systems of schools call the columns of a roster. Sources of the systems' names: tests/Api/Features/Roster/Files/README.md.</summary>
internal static class ColumnNames
{
    private static readonly Dictionary<string, RosterField> Known = new (RosterField Field, string[] Names)[]
    {
        (RosterField.StudentId,
        [
            "studentid", "studentnumber", "studentno", "studentnr", "studentidnumber", "sisuserid", "sisid", "sid", "idnumber", "universityid", "schoolid",
            "orgdefinedid", "matriculationnumber", "matriculationno", "matrikelnummer",
            "학번", "학생번호", "학적번호", "식별번호", "id번호", "학생id",
        ]),
        (RosterField.Name, ["name", "fullname", "studentname", "displayname", "student", "학생", "이름", "성명", "성함", "학생이름", "학생명", "학생성명", "국문이름", "국문성명", "한글이름", "한글성명", "성명국문", "성명한글"]),
        (RosterField.FirstName, ["firstname", "givenname", "forename", "givennames", "firstnames"]),
        (RosterField.LastName, ["lastname", "surname", "familyname", "성", "성씨"]),
        (RosterField.Email,
        [
            "email", "emailaddress", "mail", "mailaddress", "studentemail", "studentemailaddress", "schoolemail", "universityemail", "emailid",
            "이메일", "이메일주소", "메일", "메일주소", "전자우편", "전자우편주소", "전자메일", "학교이메일", "학교메일", "학생이메일", "email주소",
        ]),
        (RosterField.Section, ["section", "sections", "sectionname", "group", "groups", "class", "classsection", "분반", "분반명", "반", "강의분반", "수강분반", "그룹"]),
        (RosterField.Role, ["role", "roles", "courserole", "역할", "구분"]),
        (RosterField.Login, ["sisloginid", "loginid", "login", "username", "userid", "netid", "아이디", "사용자이름", "사용자명", "로그인id"]),
        (RosterField.SomeId, ["id", "번호", "no", "number", "교번"]),
    }.SelectMany(f => f.Names.Select(name => (Name: name, f.Field))).ToDictionary(f => f.Name, f => f.Field, StringComparer.Ordinal);

    private static readonly HashSet<string> Staff = new(StringComparer.Ordinal)
    {
        "instructor", "ta", "teacher", "teachingassistant", "editingteacher", "noneditingteacher", "reader", "manager", "designer", "observer", "grader",
        "교수", "강사", "조교", "교수자", "선생님", "관리자",
    };

    /// <summary>What a header means; null for another column.</summary>
    public static RosterField? Of(string header)
    {
        var name = Letters(header);
        if (Known.TryGetValue(name, out var field))
            return field;

        // 이메일(학교), Email (required)
        var bracket = header.IndexOfAny(['(', '（', '[']);
        return bracket > 0 && Known.TryGetValue(Letters(header[..bracket]), out field) ? field : null;
    }

    /// <summary>How many columns that a roster can use a row names: from two on it can hardly be anything but a header.</summary>
    public static int CountKnown(IEnumerable<string> cells) => cells.Select(Of).Distinct().Count(f => f is not (null or RosterField.SomeId));

    /// <summary>Whether a role is a teacher's.</summary>
    public static bool IsStaff(string role) => Staff.Contains(Letters(role));

    private static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in EnteredText.Key(text.Length > 100 ? "" : text))
        {
            if (char.IsLetterOrDigit(c))
                letters.Append(char.ToLowerInvariant(c));
        }

        return letters.ToString();
    }
}
