using System.Text.RegularExpressions;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>The Korean texts read as a Korean teacher writes: one form of request, the glossary's words, and a particle that fits what is filled in.</summary>
public sealed class KoreanTextsTests
{
    /// <summary>What no Korean text says: a pattern, and what stands there instead.</summary>
    public static TheoryData<string, string> Unwanted => new()
    {
        { @"을\(를\)|이\(가\)|은\(는\)|와\(과\)|과\(와\)|\((으|이)\)", "{0:은/는}" },
        { @"\{\d+\}(은|는|이|가|을|를|과|와|으로|로|이라는|라는|이라고|라고)(?=[\s.,]|$)", "{0:은/는}" },
        { @"\{\d+\}[”""’'`](은|는|이|가|을|를|과|와|으로|로|이라는|라는|이라고|라고)(?=[\s.,]|$)", "“{0}”{0:~은/는}" },
        { "십시오|주세요|--raw`을", "…하세요" },
        { "살아|사용 중", "실행 중" },
        { "사라짐|사라졌|정황", "삭제됨, 삭제로 추정" },
        { "시험", "테스트" },
        { "자원", "리소스" },
        { "종결|직접 처리|정리 완료", "수동 종료" },
        { "이의 ?제기|이의를", "이의 신청" },
        { "초대하지 않음|초대함", "미초대, 초대됨" },
        { "주소에 쓸 이름", "URL 이름(영문)" },
        { "안정화 시간", "재확인 시간" },
        { "요구된 수", "과제 기준" },
        { "강좌|교수자|늦은 제출|불합격|쿠버네티스|클래식 로드", "과목, 강사, 지각 제출, 실패, Kubernetes, Classic Load Balancer" },
    };

    [Theory]
    [MemberData(nameof(Unwanted))]
    public void KoreanTexts_NeverSay(string pattern, string instead)
    {
        var unwanted = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var found = ResourceTexts.Korean().Where(t => unwanted.IsMatch(t.Text)).Select(t => $"{t.File} {t.Name}: {t.Text}");
        Assert.Equal(["nothing"], found.Select(f => $"Say {instead}: {f}").DefaultIfEmpty("nothing"));
    }
}
